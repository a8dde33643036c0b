"""Equal constants of one type are one object wherever they stand in a program; those of another program are not."""


def f():
    return 1000, "a b", 2.5, 10**20


def g():
    return 1000, "a b", 2.5, 10**20


print(f() is g())
print(all(a is b for a, b in zip(f(), [1000, "a b", 2.5, 100000000000000000000])))
numbers = [1000, 1000, 5]
first = (1000, "x y")
print(numbers[0] is numbers[1], first[0] is numbers[0])
a, b = (1, 2.0), (1.0, 2)
print(a is b, type(a[0]), type(b[0]))
zero, minus = 0.0, -0.0
print(zero is minus, zero, minus)
print(eval("1000") is eval("1000"), eval("1000, 1000")[0] is eval("1000"))
text, number = b"xy", 2j
print(text is (lambda: b"xy")(), number is (lambda: 2j)())


def member(x):
    return x in {1000, "q r", (7, 8)}


print([type(c).__name__ for c in member.__code__.co_consts], member(1000), member((7, 8)))
