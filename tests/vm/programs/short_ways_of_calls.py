# Instructions that the loop does two at a time, and natives that it does itself, with operands that die there and not.
from collections import namedtuple

Point = namedtuple("Point", "x y")


class Slots:
    __slots__ = ("a", "b")

    def __init__(self, a, b):
        self.a = a
        self.b = b


class Plain:
    def __init__(self, value):
        self.value = value
        self.more = [value]

    def total(self):
        return self.value + len(self.more)


class Key(int):
    pass


def numbers(limit):
    total, part = 0, 0.5
    values = list(range(limit))
    for at in range(limit):
        big = at + 1000
        total += big - values[at]
        part = part * 1.5 + part
        if part > 1000.0:
            part -= 999.25
        values[at] = big
        if values[at] < 1005 and total > 3:
            total -= 7 % (at + 1)
    return total, part, values[-1]


def pops(limit):
    stack = list(range(limit))
    out = []
    while stack:
        out.append(stack.pop())
        if len(stack) > 300:
            out.append(stack.pop(len(stack) - 1))
            out.append(stack.pop(0))
    try:
        stack.pop()
    except IndexError as error:
        out.append(str(error))
    return sum(out[:-1]), out[-1]


def gets(limit):
    known = {str(at): at * 300 for at in range(0, limit, 2)}
    known.update({at: str(at) for at in range(limit)})
    total = 0
    for at in range(limit):
        total += known.get(str(at), at + 5000)
        total += len(known.get(at, "none"))
        total += known.get("missing" + str(at)) is None
        total += len(known.get(Key(at + limit), [1, 2, 3]))
        total += known.get(str(at), 0.5 * at) > 2
    return total


def kinds(things):
    count = [0, 0, 0, 0]
    for _ in range(20):
        for thing in things:
            count[0] += isinstance(thing, int)
            count[1] += isinstance(thing, Plain)
            count[2] += isinstance(thing, object)
            count[3] += isinstance(thing + thing if isinstance(thing, str) else thing, str)
    return count


def texts(words):
    out = []
    for _ in range(10):
        out = [
            (word.isalpha(), word.isdigit(), word.isalnum(), word.islower(), word.isupper(), (word + "x").isalpha())
            for word in words
        ]
    return out


def objects(limit):
    total = 0
    for at in range(limit):
        slots, plain, point = Slots(at, at + 300), Plain(at), Point(at, [at])
        total += slots.a + slots.b + plain.total() + point.x + point.y[0]
        slots.a = plain.value = at + 1
        total -= slots.a - plain.value
    return total


def ranges():
    out = []
    for bounds in [(5,), (300,), (0,), (-4,), (3, 1), (1, 10, 3), (10, 1, -3), (1, 10, -1), (2**62, 2**63, 2**61)]:
        span = range(*bounds)
        out.append((len(span), span[0] if span else None, span == range(*bounds)))
    return out


print(numbers(400), pops(700), gets(300))
print(kinds([1, "a", 2.5, None, Plain(1), Key(3), True, [], int]))
print(texts(["abc", "", "A1", "12", "ÄB", "é", "aB", "ABC", "a b"]))
print(objects(500), ranges())
print([divmod(a, b) for a in (-7, 7, 0, 2**63) for b in (2, -2, 1, -1)])
print([(a // b, a % b) for a in (-7, 7, 0, -(2**63)) for b in (2, -2, 1, 10**9)])
