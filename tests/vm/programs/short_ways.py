# Programs whose instructions usually go short ways: the cases in which they must not.
import sys


class Noisy:
    def __init__(self, name="noisy"):
        self.name = name

    def __del__(self):
        print("gone:", self.name)

    def numbers(self, count=2):
        for number in range(count):
            yield number
        return self.name

    def __iter__(self):
        yield from (self.name, len(self.name))

    def method(self):
        del self
        return "method"


class Awaitable:
    def __init__(self, kind):
        self.kind = kind

    def __await__(self):
        yield self.kind
        return self.kind


class Direct:
    def __init__(self, value):
        self.value = value

    def __await__(self):
        return self.value


async def nothing():
    return None


def drive(awaitable):
    async def run():
        return await awaitable

    coroutine = run()
    try:
        print("yields", coroutine.send(None))
        coroutine.send(None)
    except StopIteration as stop:
        print("value", stop.value)
    except TypeError as error:
        print(type(error).__name__, error)


# A generator whose object dies with it, in a loop, in `yield from`, and left early.
for number in Noisy("loop").numbers(count=2):
    print(number)
for item in Noisy("iter"):
    print(item)


def delegate():
    value = yield from Noisy("delegate").numbers(1)
    print("returned", value)


print(list(delegate()))
for number in Noisy("early").numbers():
    break
del number
print(Noisy("called").method())
coroutine = nothing()
for awaitable in (Awaitable("generator"), Direct(iter([1])), Direct(5), Direct(coroutine), nothing(), 5):
    drive(awaitable)
coroutine.close()


# One place, many kinds of callee and owner.
def one(a):
    return a


def two(a):
    b = a
    c = b
    return c


class Left:
    def __init__(self):
        self.value = "left"
        self.other = 1

    def name(self):
        return "Left"


class Right:
    def __init__(self):
        self.other = 2
        self.value = "right"

    def name(self):
        return "Right"


class Hidden(Left):
    name = "no method"
    value = property(lambda self: "property", lambda self, value: None)


def visit(things):
    out = []
    for thing in things:
        out.append(thing.value)
        name = thing.name
        out.append(name if isinstance(name, str) else name())
    return out


hiding = Right()
hiding.name = lambda: "own"
dictionary = Left()
dictionary.__dict__["value"] = "in the dict"
for _ in range(40):
    last = [function(_) for function in (one, two, lambda a: -a, one, abs, two)]
    seen = visit([Left(), Right(), hiding, dictionary, Hidden()])
print(last, seen)

# Builtins with a short way, and what they refuse.
for function, values in [
    (ord, ["a", "\xe9", "\u20ac", "", "ab", b"x", 5]),
    (chr, [65, 233, 8364, -1, 0x110000, "a", True]),
    (abs, [-5, -300, 2**62, -(2**63), -1.5, True, "a", -2 + 0j]),
]:
    for value in values:
        try:
            for _ in range(3):
                result = function(value)
            print(function.__name__, ascii(value), ascii(result))
        except (TypeError, ValueError) as error:
            print(function.__name__, ascii(value), type(error).__name__, error)


# Numbers of two kinds.
def mixed(a, b):
    out = []
    for operator in (
        lambda: a + b, lambda: a - b, lambda: a * b, lambda: a / b, lambda: a**b, lambda: -a, lambda: a // b,
    ):
        try:
            out.append(operator())
        except (ZeroDivisionError, OverflowError) as error:
            out.append(str(error))
    return out


for a, b in [(1, 2.5), (0, -5), (7, 2), (2**60 + 1, 3.0), (1e308, 10), (-8.0, 0.5), (2.0, -1), (5, 0), (0.0, -1.0), (2**63 - 1, 1)]:
    for _ in range(3):
        numbers = mixed(a, b)
    print(a, b, numbers)


# Text that grows, seen by one name or two.
def grow(pieces):
    text = other = ""
    for at, piece in enumerate(pieces):
        text += piece
        if at == 2:
            other = text
        text += "-"
    return text, other


print(grow(["a", "b", "c", "d"]), grow("xyz" * 3))

# Ranges, zips and sets.
print([value for value in range(5, -5, -3)], list(range(2**63 - 2, 2**63 + 1)), [x for x in range(0)])
print([pair for pair in zip([1, 2, 3], (4, 5))], [p for p in zip("ab", [1])], [p for p in zip([1], [2], [3])])
iterator = iter([1, 2, 3, 4])
print([pair for pair in zip(iterator, iterator)])
print(sorted({key for key in [1, 1.0, True, "a", "a", 2**70, (1, 2), (1, 2)]}, key=str))


class Equal:
    def __hash__(self):
        return hash("key")

    def __eq__(self, other):
        print("asked")
        return True


print(len({key for key in [Equal(), "key"]}))

# Frames with more cells than the short ways reach, and arguments that need a prefix.
names = [f"v{number}" for number in range(300)]
lines = [f"    {name} = {number + 1000}" for number, name in enumerate(names)]
source = "def wide(count):\n" + "\n".join(lines) + "\n    total = 0\n    for step in range(count):\n"
source += "        total += inner(v299) + v0 + step\n    return total\ndef inner(value):\n    return value * 2\n"
source += "def yields():\n" + "\n".join(lines) + "\n    for step in range(3):\n        yield v255 + v256 + v299 + step\n"
space = {}
exec(source, space)
print(space["wide"](50), list(space["yields"]()), sum(space["yields"]()))
long = "def jumps(count):\n    total = 0\n    for step in range(count):\n        if step % 3:\n"
long += "\n".join(f"            total += step * {number}" for number in range(150))
long += "\n        else:\n            total -= 1\n    while total > 10**9:\n"
long += "\n".join(f"        total -= {number + 10**6}" for number in range(150)) + "\n    return total\n"
exec(long, space)
print(space["jumps"](40))


# Recursion to its limit, through functions, methods and generators.
def deep(level):
    return 0 if level == 0 else 1 + deep(level - 1)


def tree(level):
    yield level
    if level:
        yield from tree(level - 1)


print(deep(500), sum(tree(300)))
sys.setrecursionlimit(120)
try:
    deep(1000)
except RecursionError as error:
    print(error)
