def a(x):
    return b(x) + 1
def b(x):
    return 10 / x
try:
    a(0)
except ZeroDivisionError as e:
    print("caught", e)
else:
    print("no")
finally:
    print("fin")
try:
    try:
        {}["k"]
    except KeyError as e:
        raise ValueError("bad") from e
except ValueError as e:
    print(repr(e), repr(e.__cause__))
try:
    [1][5]
except (IndexError, KeyError) as e:
    print(type(e).__name__, e)
def r(n): return r(n + 1)
try: r(0)
except RecursionError as e: print(e)
try:
    raise ExceptionGroup("g", [ValueError(1), TypeError(2), ExceptionGroup("h", [ValueError(3)])])
except* ValueError as eg:
    print("VE", eg.exceptions)
except* TypeError as eg:
    print("TE", eg.exceptions)
class MyErr(Exception):
    def __init__(self, a, b):
        super().__init__(a, b)
        self.a = a
try: raise MyErr(1, 2)
except MyErr as e: print(e, e.args, e.a)
def f():
    try: return 1
    finally: print("cleanup")
print(f())
for v in ("int('x')", "'a' + 1", "1 + 'a'", "[] + ()", "None.foo", "len(5)", "{}[[]]", "x.y"):
    try:
        eval(v)
    except Exception as e:
        print(type(e).__name__, e)
a(0)
