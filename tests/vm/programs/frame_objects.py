# Frames as objects: what tracebacks keep, what sys._getframe shows, how long variables live.
import inspect
import sys
import traceback
import types


class Loud:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("del", self.name)


def inner(n):
    secret = n * 2
    loud = Loud(f"inner {n}")
    raise ValueError(secret)


def outer(n):
    name = "outer"
    try:
        return inner(n + 1)
    finally:
        name = name.upper()


try:
    outer(1)
except ValueError as error:
    tb = error.__traceback__
    while tb is not None:
        frame = tb.tb_frame
        names = {k: v for k, v in frame.f_locals.items() if k in ("n", "name", "secret")}
        print(frame.f_code.co_name, tb.tb_lineno, frame.f_lineno, names, tb.tb_lasti == frame.f_lasti)
        tb = tb.tb_next
    last = error.__traceback__.tb_next.tb_next.tb_frame
    print(last.f_back.f_code.co_name, last.f_back.f_back is sys._getframe(), last.f_code is inner.__code__)
    print([f.f_code.co_name for f, _ in traceback.walk_tb(error.__traceback__)])
    print([s.name for s in traceback.extract_tb(error.__traceback__)])
    print([f.function for f in inspect.trace()])
    print(sys.exc_info()[0].__name__, sys.exc_info()[1] is error, sys.exc_info()[2] is error.__traceback__)
    print("still alive", type(last.f_locals["loud"]).__name__)
    last.clear()
    print("cleared", dict(last.f_locals))
    del last, frame
print("after")


def quiet():
    loud = Loud("quiet")
    try:
        1 / 0
    except ZeroDivisionError:
        print("handled")
    print("leaving")


quiet()


def stack():
    frame = inspect.currentframe()
    names = []
    while frame:
        names.append(frame.f_code.co_name)
        frame = frame.f_back
    return names


def through(function):
    return function()


print(stack(), through(stack), list(map(through, [stack])))


def me():
    here = sys._getframe()
    x = 1
    proxy = here.f_locals
    print(sorted(proxy), proxy["x"], len(proxy), "x" in proxy, proxy.get("y", 0), here is sys._getframe())
    proxy["x"] = 5
    proxy["fresh"] = 7
    print(x, sorted(proxy.keys()), here.f_locals == {"here": here, "x": 5, "proxy": proxy} or "differs")
    try:
        del proxy["x"]
    except TypeError as error:
        print(error)
    try:
        proxy["nothing"]
    except KeyError as error:
        print(error)

    def cell():
        nonlocal x
        x += 1
        return x

    proxy["x"] = 10
    print(cell(), proxy["x"], here.f_lineno - here.f_code.co_firstlineno)
    try:
        here.clear()
    except RuntimeError as error:
        print(error)
    return here


kept = me()
print(kept.f_locals["x"], kept.f_back is sys._getframe(), kept.f_globals is globals(), kept.f_builtins["len"] is len)
try:
    sys._getframe(100)
except ValueError as error:
    print(error)


def generate():
    value = 1
    frame = sys._getframe()
    print("in", frame is g.gi_frame, frame.f_back.f_code.co_name)
    yield frame
    value = 2
    yield value


g = generate()
print(g.gi_frame.f_lineno - generate.__code__.co_firstlineno, g.gi_frame.f_locals)
frame = next(g)
print(frame is g.gi_frame, frame.f_back, frame.f_locals["value"])
frame.f_locals["value"] = 9
print(next(g), frame.f_locals["value"], next(g, "end"), g.gi_frame, frame.f_locals["value"])
del g, frame


class Body:
    here = sys._getframe()
    print(here.f_locals is locals(), here.f_code.co_name, here.f_back.f_code.co_name)
    del here


def nested():
    try:
        raise KeyError("a")
    except KeyError as first:
        try:
            raise IndexError("b") from first
        except IndexError as second:
            return second


error = nested()
print(error.__traceback__.tb_frame is error.__cause__.__traceback__.tb_frame, error.__traceback__.tb_next)
made = types.TracebackType(None, error.__traceback__.tb_frame, 4, 77)
made.tb_next = error.__traceback__
print(made.tb_lineno, made.tb_lasti, made.tb_next is error.__traceback__)
try:
    error.__traceback__.tb_next = made
except ValueError as wrong:
    print(wrong)
print([(f.name, f.lineno) for f in traceback.extract_tb(made)][:1])


def deep(n):
    here = Loud(f"deep {n}")
    if n:
        deep(n - 1)
    else:
        raise LookupError("deep")


try:
    deep(2)
except LookupError:
    print("caught")
print("gone")


class Manager:
    def __enter__(self):
        return self

    def __exit__(self, kind, value, tb):
        print(kind.__name__, tb.tb_frame.f_code.co_name, tb.tb_next and tb.tb_next.tb_frame.f_locals)
        return True


with Manager():
    (lambda a, b=2: a / 0)(1)


def fails():
    local = [1, 2]
    raise RuntimeError("end")


fails()
