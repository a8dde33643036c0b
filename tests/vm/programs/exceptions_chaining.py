def show(e, depth=0):
    while e is not None:
        print("  " * depth + type(e).__name__, e.args, "cause:", type(e.__cause__).__name__, "context:", type(e.__context__).__name__, "suppress:", e.__suppress_context__)
        e = e.__cause__ or e.__context__
        depth += 1
try:
    try: 1 / 0
    except ZeroDivisionError: {}["x"]
except KeyError as e: show(e)
try:
    try: 1 / 0
    except ZeroDivisionError as z: raise ValueError("v") from z
except ValueError as e: show(e)
try:
    try: 1 / 0
    except ZeroDivisionError: raise ValueError("v") from None
except ValueError as e: show(e)
try:
    try: raise ValueError(1)
    finally: raise TypeError(2)
except TypeError as e: show(e)
def f():
    try: return "try"
    finally: print("finally")
print(f())
def g():
    for i in range(3):
        try: continue
        finally: print("fin", i)
    try: raise ValueError
    except ValueError: return "except"
    else: return "else"
    finally: print("last")
print(g())
def h():
    try: return 1
    finally: return 2
print(h())
try: raise
except RuntimeError as e: print(e)
try:
    try: raise KeyError("a")
    except KeyError: raise
except KeyError as e: print(repr(e), e.__context__)
e = ValueError("shared")
try:
    try: raise e
    except ValueError: raise e
except ValueError as x: print(x is e, x.__context__)
try: e
except NameError as x: print(x)
try:
    try: 1/0
    except Exception as e: pass
    e
except NameError as x: print(x)
class MyE(Exception):
    def __init__(self, a, b=2): super().__init__(a); self.b = b
    def __str__(self): return f"MyE<{self.args}{self.b}>"
try: raise MyE(1)
except MyE as e: print(e, repr(e), e.args, e.b, str(e))
try: raise MyE
except TypeError as e: print(e)
x = ValueError("n"); x.add_note("note 1"); x.add_note("note 2"); print(x.__notes__, x)
for bad in (1, None):
    try: x.add_note(bad)
    except TypeError as e: print(e)
try: raise x.with_traceback(None) from KeyError("k")
except ValueError as e: print(e.__cause__, e.__traceback__ is not None, e.__traceback__.tb_lineno, e.__traceback__.tb_frame.f_code.co_name)
for attr, v in [("__cause__", 1), ("__context__", 1), ("__traceback__", 1), ("args", 1)]:
    try: setattr(x, attr, v)
    except TypeError as e: print(attr, e)
x.args = [1, 2]; print(x.args, x, repr(x))
try:
    raise ValueError("a", "b", 3)
except (KeyError, ValueError) as e: print(e, e.args)
try:
    try: raise ValueError
    except 5: pass
except TypeError as e: print(e)
try:
    try: raise ValueError
    except (KeyError, int): pass
except TypeError as e: print(e)
try:
    try: raise ValueError
    except "abc": pass
except TypeError as e: print(e)
import sys
try: raise KeyError("z")
except KeyError:
    print(sys.exc_info()[0], sys.exc_info()[1], sys.exception())
print(sys.exc_info(), sys.exception())
def gen():
    try: yield 1
    except GeneratorExit: print("closed"); raise
    finally: print("cleanup")
q = gen(); next(q); q.close()
print(StopIteration(5).value, SystemExit(3).code, SystemExit().code, KeyError("k").args, str(KeyError("k")), str(KeyError(1, 2)), OSError(2, "msg").errno, str(OSError(2, "msg", "file")), repr(OSError("x")), type(OSError(2, "m")).__name__)
print(BaseException.__subclasses__()[:4], issubclass(KeyboardInterrupt, Exception), issubclass(ExceptionGroup, Exception), issubclass(BaseExceptionGroup, Exception))
def deep(n):
    if n: return deep(n - 1)
    raise ValueError("deep")
try: deep(3)
except ValueError as e:
    tb = e.__traceback__; names = []
    while tb: names.append((tb.tb_frame.f_code.co_name, tb.tb_lineno)); tb = tb.tb_next
    print(names)
