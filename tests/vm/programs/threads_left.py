"""Threads that begin with anything that can be called, and end in any way."""
import _thread
import functools
import time

done = []

def wait():
    expected = wait.count = getattr(wait, "count", 0) + 1
    while len(done) < expected:
        time.sleep(0.001)

class Made:
    def __init__(self, value):
        done.append(value)

    def method(self, value):
        done.append(value)

    __call__ = method

def returns(value):
    done.append(value)
    return value

def leaves(value):
    done.append(value)
    raise SystemExit

def generates():
    done.append("generator")
    yield 1

made = Made("made here")
wait()
for function, arguments in (
    (returns, (1,)),
    (leaves, (2,)),
    (done.append, (3,)),
    (Made, (4,)),
    (made.method, (5,)),
    (made, (6,)),
    (functools.partial(returns, 7), ()),
    (lambda: done.append(8), ()),
    (next, (generates(),)),
    (list.append, (done, 10)),
    (exec, ("done.append(11)", {"done": done})),
    (sorted, ([3, 1], )),
):
    _thread.start_new_thread(function, arguments)
    if function is sorted:
        time.sleep(0.01)
    else:
        wait()
print(done)
