# Look at total: work gets lost

import threading
import time

total = 0


def worker(name):
    global total
    for _ in range(3):
        seen = total
        time.sleep(0.01)        # who sleeps lets go of the GIL: another thread goes on
        total = seen + 1        # and what that one stored is lost
    print(name, "is done")


workers = [threading.Thread(target=worker, args=(name,)) for name in ("first", "second")]
for thread in workers:
    thread.start()
for thread in workers:
    thread.join()
print(total, "and not 6")
