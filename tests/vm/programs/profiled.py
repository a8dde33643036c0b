# What the profiler below `cProfile` counts.
import _lsprof


def total(n):
    return sum(each(i) for i in range(n))


def each(i):
    return len("x" * i)


def fib(n):
    return n if n < 2 else fib(n - 1) + fib(n - 2)


def name(code):
    return code if isinstance(code, str) else code.co_name


def shown(profiler):
    for entry in sorted(profiler.getstats(), key=lambda entry: name(entry.code)):
        calls = sorted((name(call.code), call.callcount, call.reccallcount) for call in entry.calls or ())
        print(name(entry.code), entry.callcount, entry.reccallcount, calls, entry.totaltime >= entry.inlinetime >= 0)


profiler = _lsprof.Profiler()
profiler.enable()
total(5)
fib(6)
[].append(1)
"a".upper()
profiler.disable()
shown(profiler)
profiler.clear()
profiler.enable(subcalls=False, builtins=False)
try:
    profiler.enable()
except ValueError as error:
    print(error)
total(2)
profiler.disable()
shown(profiler)

# A timer of one's own, which counts calls of it.
ticks = iter(range(1000))
profiler = _lsprof.Profiler(lambda: next(ticks), 0.5)
profiler.enable()
fib(2)
profiler.disable()
print([(name(entry.code), entry.totaltime, entry.inlinetime) for entry in profiler.getstats() if name(entry.code) == "fib"])
