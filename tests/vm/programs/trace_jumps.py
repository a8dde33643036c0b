# A trace function that sends its frame to another line.
import sys


def jump(function, start, target, event="line"):
    first = function.__code__.co_firstlineno
    seen = []

    def trace(frame, what, argument):
        if frame.f_code is function.__code__:
            line = frame.f_lineno - first
            seen.append(f"{what} {line}")
            if (what, line) == (event, start) and "jumped" not in seen:
                seen.append("jumped")
                try:
                    frame.f_lineno = first + target
                except ValueError as error:
                    seen.append(str(error))
                else:
                    seen.append(frame.f_lineno - first)
        return trace

    old = sys.gettrace()
    sys.settrace(trace)
    try:
        result = function()
        if hasattr(result, "send"):
            result = list(result)
        print(result)
    except Exception as error:
        print(repr(error))
    finally:
        sys.settrace(old)
    print(start, "->", target, *seen, sep=", ")


def straight():
    a = 1
    a += 10
    a += 100
    return a


def loops():
    out = []
    for i in range(3):
        out.append(i)
    for j in (7, 8):
        out.append(j)
    else:
        out.append("else")
    return out


def handlers():
    out = []
    try:
        raise ValueError(out)
    except ValueError:
        out.append(1)
        out.append(repr(sys.exception()))
    finally:
        out.append(2)
    out.append(sys.exception())
    return out


class Manager:
    def __enter__(self):
        return []

    def __exit__(self, *arguments):
        print("exit", arguments[:2])


def managers():
    with Manager() as one:
        one.append(1)
    with Manager() as two:
        two.append(2)
    return one, two


def generator():
    yield 1
    yield 2
    a = 3
    for i in range(a):
        yield i
    return "done"


def unbound():
    a = 1
    b = 2
    return a, b


for start, target in [(1, 3), (2, 1), (2, 2), (4, 1), (1, 4), (1, 0), (1, 90), (1, -5)]:
    jump(straight, start, target)
jump(straight, 0, 2, "call")
jump(straight, 4, 2, "return")
for start, target in [(3, 4), (1, 3), (3, 5), (6, 1), (5, 6), (5, 7), (4, 2)]:
    jump(loops, start, target)
for start, target in [(3, 5), (3, 8), (5, 8), (6, 9), (5, 3), (9, 5), (2, 9), (8, 2)]:
    jump(handlers, start, target)
for start, target in [(2, 4), (2, 5), (1, 2), (4, 2), (2, 1)]:
    jump(managers, start, target)
for start, target, event in [(1, 3, "return"), (2, 1, "return"), (2, 3, "call"), (5, 6, "return"), (5, 6, "line")]:
    jump(generator, start, target, event)
jump(unbound, 1, 3)
for value in None, 1.0, 1 << 40:
    def trace(frame, what, argument):
        if what == "line":
            try:
                frame.f_lineno = value
            except ValueError as error:
                print(error)
        return trace
    sys.settrace(trace)
    straight()
    sys.settrace(None)
try:
    sys._getframe().f_lineno = 3
except ValueError as error:
    print(error)
