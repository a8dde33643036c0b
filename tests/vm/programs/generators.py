def g():
    try:
        while True:
            try:
                x = yield 1
                print("got", x)
            except ValueError as e:
                print("caught", e)
                yield "handled"
    finally:
        print("end")
a = g()
print(next(a), a.send(5), a.throw(ValueError("v")), next(a))
a.close()
def sub():
    try:
        r = yield "sub"
        print("r", r)
    except KeyError:
        yield "key"
    return 9
def outer():
    v = yield from sub()
    yield v
o = outer()
print(next(o), o.throw(KeyError()), next(o))
def bad():
    yield 1
    raise StopIteration
try: list(bad())
except RuntimeError as e: print(e, repr(e.__cause__))
try:
    b = g(); b.send(1)
except TypeError as e: print(e)
e = (i for i in range(3))
print(list(e), list(e))
def fib():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b
import itertools
print(list(itertools.islice(fib(), 10)), list(itertools.chain([1], "ab")), list(itertools.permutations([1, 2, 3], 2)))
print(next(iter([]), "default"), list(zip(range(3), fib())))
