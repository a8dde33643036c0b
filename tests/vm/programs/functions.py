def fact(n):
    return 1 if n < 2 else n * fact(n - 1)
print(fact(20))
def f(a, b=2, *args, c, d=4, **kw):
    return a, b, args, c, d, kw
print(f(1, c=3), f(1, 2, 3, 4, c=5, e=6))
def counter():
    n = 0
    def inc():
        nonlocal n
        n += 1
        return n
    return inc
c = counter()
c(); c()
print(c())
fs = [lambda: i for i in range(3)]
print([g() for g in fs])
def app(x, acc=[]):
    acc.append(x)
    return acc
print(app(1), app(2))
for bad in (lambda: f(), lambda: fact(), lambda: fact(1, 2), lambda: f(1, c=2, a=3), lambda: len(), lambda: len(1, 2), lambda: fact(m=1), lambda: [].append(), lambda: "".join(1)):
    try:
        bad()
    except TypeError as e:
        print(e)
def gen(n):
    try:
        for i in range(n):
            x = yield i
            if x: print("got", x)
    finally:
        print("closed")
g = gen(3)
print(next(g), g.send("hi"), list(g))
def outer():
    r = yield from inner()
    print("inner returned", r)
def inner():
    yield 1
    return 5
print(list(outer()))
print(sum(x * x for x in range(10)), [*range(3), *"ab"], {**{"a": 1}, "b": 2})
a, *b, c = range(5)
print(a, b, c)
def deco(f):
    def w(*a, **k):
        print("call", f.__name__)
        return f(*a, **k)
    return w
@deco
def hello(n): return "hello " + n
print(hello("x"))
try:
    print(undefined_name)
except NameError as e:
    print(e)
def ub():
    print(zz)
    zz = 1
try: ub()
except UnboundLocalError as e: print(e)
