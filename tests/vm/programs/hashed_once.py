"""How often keys are hashed; sets among sets; what views compare."""
class Key(int):
    count = 0
    def __hash__(self):
        Key.count += 1
        return int(self)

d = dict.fromkeys(map(Key, range(4)))
s = set(d)
s.difference(d)
s.symmetric_difference_update(d)
dict.fromkeys(set(d))
dict.fromkeys(frozenset(d))
print(Key.count)
d.setdefault(Key(9), 1)
print(Key.count)

class Hashed(set):
    def __hash__(self):
        return 7

s = Hashed()
print(s in {s}, {1} in {frozenset({1})})

class Plain:
    __hash__ = None
    def __eq__(self, other):
        return True

print({1: Plain()}.items() == {1: Plain()}.items(), {1: 2}.items() <= {1: 2, 3: 4}.items())

from collections import OrderedDict
names = OrderedDict([("a", 1), ("b", 2)])
names.move_to_end("a")
print(list(type("C", (), names).__dict__)[:2])
