def g():
    x = yield 1
    print("got", x)
    try: y = yield 2
    except ValueError as e: print("caught", e); y = yield "after"
    return y
i = g()
print(next(i), i.send("s"), i.throw(ValueError("v")))
try: i.send("r")
except StopIteration as e: print("stop", e.value)
for c in ["next(i)", "i.send(1)", "i.throw(KeyError('k'))", "i.close()", "g().send(1)", "g().throw(ValueError)", "g().throw(5)", "g().throw(ValueError, 'm')", "g().throw(ValueError('a'), 'm')", "g().throw()", "next(g(), 'd')"]:
    try: print(c, eval(c))
    except BaseException as e: print(c, "->", type(e).__name__, e)
def sub():
    r = yield "a"; print("sub got", r); yield "b"; return "ret"
def outer():
    v = yield from sub(); print("value", v); yield from [1, 2]; return "done"
print(list(outer()))
o = outer(); next(o); print(o.send("X"), o.gi_yieldfrom is not None, o.gi_running, o.gi_suspended, o.gi_frame is not None, o.gi_code.co_name, o.__name__, o.__qualname__)
o.close(); print(o.gi_frame, o.gi_yieldfrom, o.gi_suspended)
def ignore():
    try: yield 1
    except GeneratorExit: yield 2
b = ignore(); next(b)
try: b.close()
except RuntimeError as e: print(e)
def stop():
    yield 1; raise StopIteration(5)
try: list(stop())
except RuntimeError as e: print(e, repr(e.__cause__), e.__context__ is e.__cause__)
def fin():
    try: yield 1
    finally: print("finalized")
f = fin(); next(f); del f
def retclose():
    try: yield
    except GeneratorExit: return "closed value"
r = retclose(); next(r); print(r.close())
def reenter():
    try: next(me)
    except ValueError as e: yield str(e)
me = reenter(); print(next(me))
def deleg():
    try: yield from sub2()
    except KeyError as e: yield ("outer caught", e.args)
def sub2():
    try: yield 1
    except ValueError: yield "sub caught"
d = deleg(); next(d); print(d.throw(ValueError), d.throw(KeyError("kk")))
class It:
    def __iter__(self): return self
    def __next__(self): return 5
    def send(self, v): return ("sent", v)
    def throw(self, *a): return ("thrown", a[0] if isinstance(a[0], type) else type(a[0]))
    def close(self): print("It.close")
def usesit(): yield from It()
u = usesit(); print(next(u), u.send(3), u.throw(ValueError)); u.close()
def notiter(): yield from 5
try: next(notiter())
except TypeError as e: print(e)
gen = (x * y for x in range(3) for y in range(3) if x != y); print(list(gen), list(gen))
print(type(gen).__name__, gen.__name__, gen.__qualname__, repr(gen).startswith("<generator object <genexpr> at"))
def lazy():
    print("start"); yield
l = lazy(); print("made"); next(l)
print(sum(x for x in range(5)), max((x for x in [3, 1]), default=0), dict((a, 1) for a in "ab"), [*(_ for _ in "ab")])
def inf():
    n = 0
    while True: n = (yield n) or n + 1
n = inf(); print([next(n) for _ in range(3)], n.send(10), next(n))
def args(*a, **k): yield a; yield k
print(list(args(1, b=2)))
try: iter(5)
except TypeError as e: print(e)
def exc():
    try: yield 1
    except Exception as e:
        print("in gen", type(e), e.__context__); yield 2
x = exc(); next(x)
try: 1 / 0
except ZeroDivisionError: x.throw(ValueError("ctx"))
import sys
def current():
    yield sys.exception()
try: raise KeyError("outer")
except KeyError: print(next(current()))
try: g().__next__(1)
except TypeError as e: print(e)
i = iter(int, 0); print(list(i)); print(list(iter(lambda it=iter([1, 2, 3]): next(it), 3)))
