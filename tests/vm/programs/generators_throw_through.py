# An exception that is thrown into a generator goes to what it delegates to; both frames are on the stack meanwhile.
import sys

def names():
    frame, found = sys._getframe(1), []
    while frame is not None:
        found.append(frame.f_code.co_name)
        frame = frame.f_back
    return found

def inner():
    try:
        yield 1
    except ValueError:
        print("caught in", names())
    return "value"

def outer():
    got = yield from inner()
    print("got", got)
    yield got

g = outer()
print(next(g), g.throw(ValueError))

class Odd(Exception):
    def __new__(cls, *args): return cls

def simple():
    try: yield
    except TypeError as e: print("in the generator:", e)
    yield 2

g = simple()
next(g)
print(g.throw(Odd))

class Broken:
    def __iter__(self): return self
    def __next__(self): return 1
    def __repr__(self): return "Broken()"
    def __getattr__(self, name): raise RuntimeError(name)

def delegates():
    yield from Broken()

g = delegates()
next(g)
try: g.throw(ValueError)
except RuntimeError as e: print("RuntimeError", e)
print(next(g))
del g
async def coroutine(): pass
sys.set_coroutine_origin_tracking_depth(1)
c = coroutine()
print(c.cr_origin[0][1:], len(c.cr_origin))
c.close()
async def agen(): yield 1
a = agen()
print(a.ag_frame.f_lineno, a.ag_running, a.ag_await, a.ag_code is agen.__code__)


# A frame left by an exception thrown into it stands behind its `yield`, also when a handler raised it again.
class Passes:
    def __enter__(self):
        return self

    def __exit__(self, *exception):
        return False


def within():
    with Passes():
        yield


def around():
    try:
        yield
    finally:
        end = True


for function in within, around:
    generator = function()
    next(generator)
    frame, start = generator.gi_frame, generator.gi_frame.f_lasti
    try:
        generator.throw(ValueError)
    except ValueError as error:
        inner = error.__traceback__.tb_next
        print(inner.tb_lineno, frame.f_lineno, inner.tb_lasti - start, frame.f_lasti - start)
