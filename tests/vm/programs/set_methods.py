from _show import show

show("""
s = {3, 1, 2}; s.add(4); s.discard(9); s.remove(1); s, len(s), 3 in s
s.remove(99)
s.remove([1])
s.add([])
{[]}
s.update([5], (6,), {7: 1}); s
s.update(1)
{1, 2} | {3}, {1, 2} & {2, 3}, {1, 2} - {2}, {1, 2} ^ {2, 3}, {1} <= {1, 2}, {1} < {1}, {1, 2} >= {1}, {2, 1} > {1}, {1} == {1.0}, {1} != {2}
{1} | [2]
{1} < [1]
{1} == [1], {1} == frozenset([1])
{1, 2}.union([3], "a"), {1, 2}.intersection([2], [2, 3]), {1, 2}.difference([1]), {1, 2}.symmetric_difference([2, 3]), {1}.issubset([1, 2]), {1, 2}.issuperset([1]), {1}.isdisjoint([2]), {1}.copy()
{1}.union(1)
{1}.issubset(1)
{1}.isdisjoint(1)
t = {1, 2, 3}; t &= {2, 3, 4}; t |= {9}; t -= {3}; t ^= {9, 10}; t
t |= [1]
t.intersection_update([2, 10]); t.difference_update([10]); t.symmetric_difference_update([7]); t
t.pop() in (2, 7), len(t)
set().pop()
t.clear(); t
set(), set("aab") == {"a", "b"}, set([1, 1.0, True]), frozenset(), frozenset([1, 2]), frozenset("a")
set(1)
set(1, 2)
frozenset([[]])
f = frozenset({1, 2}); f | {3}, type(f | {3}), type({3} | f), hash(f) == hash(frozenset({2, 1})), f.copy() is f, frozenset(f) is f, f - {1}, f.union([5])
f.add(1)
{frozenset([1]): "x"}[frozenset([1])], frozenset([1]) in {frozenset([1])}, {1} in {frozenset([1])}
hash(set())
for x in s: s.add(x + 100)
for x in s: s.discard(x)
repr({1}), repr(set()), repr(frozenset()), repr(frozenset({1})), str({"a"})
sorted({3, 1, 2}), max({1, 5}), sum({1, 2}), list({"a"}), *{1},
{x % 3 for x in range(10)}, {*"ab"} == {"a", "b"}, {*[1], *[2]}
class S(set): pass
S([1]), S([1]) | {2}, type(S([1]) | {2}), type(S([1]).copy()), S() == set(), repr(S())
set([1]).__contains__(1), set.__len__({1}), {1}.__or__([1]), {1}.__and__(1), {1}.__eq__(1), {1}.__ror__({2})
a = {1}; b = a; a |= {2}; b
c = frozenset([1]); d = c; c |= {2}; d, c
{1, 2, 3} - {1} - {2}, {1} & set(), set() | set()
list({i * 7 % 64 for i in range(20)}), list({str(i) for i in range(12)}), list({-1, -2, 0, 1}), list({i for i in range(100, 110)}), list({1.5, 2.5, 100, -3}), list({(i, i) for i in range(6)}), list(frozenset("hello world"))
e = set(range(20)); [e.discard(i) for i in range(0, 20, 3)]; e.update("ab"); list(e)
g = set(); [g.add(i * 8) for i in range(12)]; list(g), g.pop(), g.pop(), list(g)
list({1, 2} ^ {2, 3, 1000}), list({"a", "b", "c"} & {"c", "a", "z"}), list({"x", "y"} | {"p", "q", "r"}), list(set("abcdef") - set("bd"))
set[int], frozenset[str]
""")
