"""sys.monitoring: what a tool hears of, in its order."""
import sys

m = sys.monitoring
E = m.events
TOOL = 3
heard = []

def line_of(code, line):
    return line - code.co_firstlineno

def tell(name, *more):
    heard.append((name, *more))

def short(o):
    if o is m.MISSING:
        return "missing"
    if isinstance(o, BaseException):
        return type(o).__name__
    if isinstance(o, (int, str, list, tuple, type(None))):
        return repr(o)
    return getattr(o, "__name__", None) or type(o).__name__

def callback(name):
    def heard_of(code, *args):
        if code.co_name == "watch":
            return
        if name == "LINE":
            args = (line_of(code, args[0]),)
        elif name in ("INSTRUCTION", "BRANCH", "JUMP"):
            pass
        else:
            args = tuple(map(short, args[1:]))
        heard.append((name, code.co_name, *args))
    return heard_of

def watch(function, *names):
    heard.clear()
    events = 0
    for name in names:
        m.register_callback(TOOL, getattr(E, name), callback(name))
        if not name.startswith("C_"):
            events |= getattr(E, name)
    m.set_events(TOOL, events)
    try:
        function()
    except ZeroDivisionError:
        pass
    m.set_events(TOOL, 0)
    for name in names:
        m.register_callback(TOOL, getattr(E, name), None)
    print(function.__name__, names)
    for row in heard:
        print("   ", *row)

def loop():
    x = 1
    for a in range(2):
        if a:
            x = 4
        else:
            x = 6
    return x

def calls():
    len([])
    [].append(2)
    int("5", base=8)
    inner(*(1,))

def inner(a):
    return a

def fails():
    try:
        1 / 0
    except ZeroDivisionError:
        raise

def gen():
    yield 1
    return 2

def runs_generator():
    for _ in gen():
        pass

def throws():
    g = gen()
    next(g)
    try:
        g.throw(KeyError)
    except KeyError:
        pass

class Base:
    def who(self):
        return 1

class Derived(Base):
    def who(self):
        return super().who()

def supers():
    Derived().who()

m.use_tool_id(TOOL, "test")
print(m.get_tool(TOOL), m.get_tool(1))
watch(loop, "LINE")
watch(loop, "BRANCH", "JUMP")
watch(loop, "INSTRUCTION")
watch(calls, "CALL", "C_RETURN", "C_RAISE")
watch(fails, "RAISE", "RERAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "LINE")
watch(runs_generator, "PY_START", "PY_RESUME", "PY_YIELD", "PY_RETURN")
watch(runs_generator, "STOP_ITERATION")
watch(throws, "PY_THROW", "RAISE", "PY_UNWIND", "EXCEPTION_HANDLED")
watch(supers, "CALL", "C_RETURN", "LINE")

count = 0
def disabling(code, line):
    global count
    count += 1
    return m.DISABLE

m.register_callback(TOOL, E.LINE, disabling)
m.set_local_events(TOOL, inner.__code__, E.LINE)
inner(1), inner(1)
print(count, m.get_local_events(TOOL, inner.__code__) == E.LINE)
m.restart_events()
inner(1)
print(count, m._all_events())
m.set_local_events(TOOL, inner.__code__, 0)

def raising(code, offset):
    raise ValueError("from a tool")

m.register_callback(TOOL, E.PY_START, raising)
m.set_events(TOOL, E.PY_START)
try:
    inner(1)
except ValueError as error:
    print(error)
m.set_events(TOOL, 0)
for call in (
    lambda: m.use_tool_id(TOOL, "again"),
    lambda: m.use_tool_id(9, "x"),
    lambda: m.set_events(0, 1),
    lambda: m.set_events(TOOL, E.C_RETURN),
    lambda: m.set_events(TOOL, 1 << 30),
    lambda: m.register_callback(TOOL, 3, None),
    lambda: m.set_local_events(TOOL, 5, 0),
    lambda: m.set_local_events(TOOL, inner.__code__, E.RAISE),
):
    try:
        call()
    except (ValueError, TypeError) as error:
        print(type(error).__name__, error)
m.free_tool_id(TOOL)
print(m.get_tool(TOOL))
