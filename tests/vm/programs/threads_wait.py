# Threads that wait for each other in both directions, for time, and for what others put into a queue.
import contextvars
import queue
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor, as_completed

# Sleeping threads wake in the order of their moments.
order = []


def nap(name, seconds):
    time.sleep(seconds)
    order.append(name)
    time.sleep(seconds)
    order.append(name.upper())


threads = [threading.Thread(target=nap, args=pair) for pair in (("a", 0.3), ("b", 0.1), ("c", 0.25))]
for thread in threads:
    thread.start()
print(order, threading.active_count())
for thread in threads:
    thread.join()
print(order, threading.active_count())

# Two threads play ping-pong over two events.
ping, pong = threading.Event(), threading.Event()


def player(mine, other, name):
    for turn in range(3):
        mine.wait()
        mine.clear()
        print(name, turn)
        other.set()


players = [threading.Thread(target=player, args=(ping, pong, "ping")),
           threading.Thread(target=player, args=(pong, ping, "pong"))]
for thread in players:
    thread.start()
ping.set()
for thread in players:
    thread.join()

# A small queue makes the producer wait for the consumer.
tasks = queue.Queue(maxsize=2)
results = []


def produce():
    for number in range(6):
        tasks.put(number)
    tasks.put(None)


def consume():
    while (number := tasks.get()) is not None:
        results.append(number * number)
        tasks.task_done()
    tasks.task_done()


workers = [threading.Thread(target=produce, name="producer"), threading.Thread(target=consume, daemon=True)]
for thread in workers:
    thread.start()
for thread in workers:
    thread.join()
print(results, [thread.name for thread in workers][0])

# Conditions, barriers, semaphores, timers.
condition = threading.Condition()
ready = []


def waiter(number):
    with condition:
        condition.wait_for(lambda: number in ready)
        print("ready", number)


waiters = [threading.Thread(target=waiter, args=(number,)) for number in range(3)]
for thread in waiters:
    thread.start()
for number in (2, 0, 1):
    with condition:
        ready.append(number)
        condition.notify_all()
    waiters[number].join()
barrier = threading.Barrier(3, action=lambda: print("all there"))
threads = [threading.Thread(target=barrier.wait) for _ in range(2)]
for thread in threads:
    thread.start()
barrier.wait()
for thread in threads:
    thread.join()
semaphore = threading.BoundedSemaphore(1)
with semaphore:
    print(semaphore.acquire(timeout=0.01), semaphore.acquire(blocking=False))
timer = threading.Timer(0.05, print, ["timer"])
timer.start()
timer.join()

# A thread that never stops by itself, and one that looks at its own data.
stop = False
turns = 0


def spin():
    global turns
    while not stop:
        turns += 1


spinner = threading.Thread(target=spin)
spinner.start()
while turns < 100:
    pass
stop = True
spinner.join()
print(turns >= 100, spinner.is_alive())
local, variable = threading.local(), contextvars.ContextVar("variable", default="none")
local.value, _ = "main", variable.set("main")


def look():
    print(hasattr(local, "value"), variable.get())
    local.value = variable.set("other")
    time.sleep(0.01)


thread = threading.Thread(target=look)
thread.start()
print(local.value, variable.get())
thread.join()

# Locks between threads, and what is not allowed.
lock = threading.RLock()
with lock, lock:
    thread = threading.Thread(target=lambda: print("got", lock.acquire(timeout=0.01)))
    thread.start()
    thread.join()
for wrong in (threading.Lock().release, lock.release, threading.current_thread().join, threading.Thread().join, thread.start):
    try:
        wrong()
    except RuntimeError as error:
        print(error)

# Pools.
with ThreadPoolExecutor(max_workers=2) as pool:
    print(list(pool.map(lambda n: n * n, range(5))))
    futures = {pool.submit(time.sleep, seconds): seconds for seconds in (0.4, 0.1, 0.2)}
    print([futures[future] for future in as_completed(futures)])
    failed = pool.submit(int, "x")
print(failed.exception())

# Sorting calls a key function, which waits for another thread.
gate = threading.Event()
threading.Timer(0.05, gate.set).start()
print(sorted([3, 1, 2], key=lambda n: gate.wait() and n))


# Who is where.
def inner():
    gate.wait()


def outer():
    try:
        raise ValueError("kept")
    except ValueError:
        inner()


gate.clear()
thread = threading.Thread(target=outer)
thread.start()
frame = sys._current_frames()[thread.ident]
names = []
while frame is not None:
    names.append(frame.f_code.co_name)
    frame = frame.f_back
print(names[names.index("inner"):][:3], repr(sys._current_exceptions()[thread.ident]))
gate.set()
thread.join()

# Nobody catches: the thread ends, the program does not. What is left at the end is waited for.
def fail():
    raise LookupError("in a thread")


threading.excepthook = lambda args: print(args.thread.name, repr(args.exc_value))
thread = threading.Thread(target=fail, name="failing")
thread.start()
thread.join()
threading.Thread(target=lambda: (time.sleep(0.2), print("last words"))).start()
threading.Thread(target=lambda: (time.sleep(9), print("never said")), daemon=True).start()
print("main is done")
