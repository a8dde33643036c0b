# The order of a set is that of its table: freed cells are taken again, constants are built twice.
import random
r = random.Random(1)
for n in range(25):
    s = set()
    for k in range(r.randrange(40)):
        x = r.choice([r.randrange(64), r.randrange(1000) * 8, -r.randrange(30)])
        op = r.randrange(12)
        if op < 5:
            s.add(x)
        elif op < 7:
            s.discard(x)
        elif op == 7:
            s ^= set([r.randrange(100) for _ in range(5)])
        elif op == 8:
            s |= {r.randrange(100), r.randrange(100)}
        elif op == 9:
            s -= {r.randrange(100), r.randrange(100), x}
        elif op == 10:
            s &= set(range(0, r.randrange(1, 8000), r.randrange(1, 3)))
        elif s:
            s.pop()
    print(s)
    print(s ^ {1, 2, 9, 17}, s - {1, 2, 9, 17}, s & set(range(20)), s | {33, 1, 65}, frozenset(s), s.copy())
    print(s.union([7, 8], {9: 1}), s.intersection(range(30)), s.difference(range(30)), s - set(range(2)))
    print({1, 2, 9, 17} & s, s.symmetric_difference(range(9)), s.difference({1: 2}), s & s, s ^ s)
print({10, 2, 18}, {1, 33, 65, 97}, {"a", "b", "c"}, {8, 16, 24, 0}, frozenset({8, 16, 0}))
print({"blue", "red", "green", "orange"}, {"red", "blue", "name", "lower", "keys"})
red = {"blue", "red", "green", "orange"}
print(red)
