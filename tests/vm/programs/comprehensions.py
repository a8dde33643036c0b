print([x for x in range(3)], {x for x in "aab"} == {"a", "b"}, {k: v for k, v in [(1, 2)]}, list(x for x in "ab"))
print([(x, y) for x in range(3) for y in range(x)], [x for x in range(10) if x % 2 if x > 3], [[i * j for j in range(3)] for i in range(3)])
print([y for x in [1, 2] if (y := x * 2) > 2], y)
x = "outer"; print([x for x in (1, 2)], x)
def f():
    x = 5
    r = [x + i for i in range(2)], [(lambda: i)() for i in range(2)], [lambda: i for i in range(2)]
    print(r[0], r[1], [g() for g in r[2]], x, "i" in locals())
f()
print([*range(2), *[x for x in "ab"]], [a for a, *b in [(1, 2, 3), (4,)]], [b for a, *b in [(1, 2, 3), (4,)]], {**{k: 1 for k in "ab"}})
print([i for i in range(5) if i if not i % 2], [None for _ in range(2)], [[] for _ in range(2)], sum(i * i for i in range(4)), "".join(c for c in "hello" if c not in "l"))
class C:
    a = [1, 2]; b = [x for x in a]; n = 3
    try: c = [n for _ in a]
    except NameError as e: print(e)
    d = [x for x in range(n)]
print(C.b, C.d)
try: [z for z in 5]
except TypeError as e: print(e)
try: [q for q in range(2) for r in q]
except TypeError as e: print(e)
try: {[]: 1 for _ in range(1)}
except TypeError as e: print(e)
try: [1 / i for i in (1, 0)]
except ZeroDivisionError as e: print(e)
def gen():
    log = []
    def t(v): log.append(v); return v
    list(t(a) + t(b) for a in (t(1), t(2)) for b in (t(10),) if t(True))
    print(log)
gen()
def early():
    try: (x for x in undefined_iterable)
    except NameError as e: print("early", e)
    g = (undefined_inside for x in [1])
    try: next(g)
    except NameError as e: print("late", e)
early()
print({i: {j: i * j for j in range(2)} for i in range(2)}, {frozenset([i]) for i in range(2)} == {frozenset([0]), frozenset([1])}, [i for i in {1: 2}], [k + v for k, v in {"a": "b"}.items()])
a = [lambda n=n: n for n in range(3)]; print([h() for h in a])
def outer():
    def inner(): return [t for t in total]
    total = [1, 2]
    return inner()
print(outer())
nested = [[1, [2, 3]], [4]]; flat = [z for y in nested for z in (y if isinstance(y, list) else [y])]; print(flat)
t = tuple(i for i in range(3)), set(i % 2 for i in range(4)), dict((i, i) for i in range(2)); print(t)
def locs():
    v = 1
    [v for v in range(3)]
    return [sorted(locals()) for _ in range(1)], sorted(locals())
print(locs())
any(print("checked", i) or i > 0 for i in range(3))
