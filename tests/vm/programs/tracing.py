# sys.settrace and sys.setprofile tell what happens, line by line.
import sys

events = []
def tracer(frame, event, arg):
    if frame.f_code.co_name.startswith("t_"):
        line = frame.f_lineno - frame.f_code.co_firstlineno
        shown = arg[0].__name__ if event == "exception" else arg if isinstance(arg, (int, str)) else type(arg).__name__
        events.append((frame.f_code.co_name, line, event, shown))
    return tracer

def show(function, *args):
    sys.settrace(tracer)
    try: function(*args)
    except Exception as e: print("raised", e)
    finally: sys.settrace(None)
    for e in events: print(*e)
    events.clear()
    print()

def t_loop(n):
    total = 0
    for i in range(n):
        total += i
    while total: total -= 1
    return "end"

def t_one(): return 1

def t_gen():
    try:
        got = yield 1
        yield 2
    finally:
        "done"

def t_uses():
    for x in t_gen():
        break
    return list(t_gen())

def t_fails():
    try:
        1 / 0
    except ZeroDivisionError:
        raise KeyError("x")

def t_handles():
    with open_nothing() as x:
        try: t_fails()
        except KeyError: pass
    return x

class open_nothing:
    def __enter__(self): return 5
    def __exit__(self, *a): return None

async def t_async():
    return [i async for i in t_agen()]
async def t_agen():
    yield 1

def t_await():
    try: t_async().send(None)
    except StopIteration as e: return e.value

for f in (t_one, t_uses, t_fails, t_handles, t_await): show(f)
show(t_loop, 2)

def bad(frame, event, arg):
    raise RuntimeError("from the tracer")
sys.settrace(bad)
try: t_one()
except RuntimeError as e: print(e, sys.gettrace())

calls = []
def profiler(frame, event, arg):
    calls.append((event, getattr(arg, "__name__", arg) if event[:2] == "c_" else frame.f_code.co_name))
def profiled():
    len("abc"); "x".upper(); t_one()
    try: int("x") and "".join(3)
    except (ValueError, TypeError): pass
    try: "".join(3)
    except TypeError: pass
sys.setprofile(profiler); profiled(); sys.setprofile(None)
print(calls)

def local(frame, event, arg):
    events.append((event, frame.f_lineno - frame.f_code.co_firstlineno))
    return local
def t_opcodes():
    frame = sys._getframe()
    frame.f_trace = local
    frame.f_trace_lines = False
    x = 1
    frame.f_trace_lines = True
    return x
sys.settrace(lambda *a: None)
t_opcodes()
sys.settrace(None)
print(events)
