class Lock:
    def __enter__(self): return self
    def __exit__(self, *a): print("released")
with Lock() as lock:
    lock.acquire()
