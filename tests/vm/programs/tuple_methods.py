from _show import show

show("""
(1, 2) + (3,), (1, 2) * 2, 2 * (1,), (1, 2, 3)[1], (1, 2, 3)[::-1], (1, 2, 3)[5:], (1, 2, 1).count(1), (1, 2).index(2), 1 in (1, 2)
(1,), (), (1, (2, (3,))), repr((1,)), tuple("ab"), tuple([1]), tuple(), tuple((1, 2))
(1, 2).index(3)
(1, 2).index(1, 1)
(1, 2) + [3]
(1, 2)[2]
(1, 2)["a"]
t = (1, 2); t[0] = 1
t = (1, [2]); t[1] += [3]
t
del t[0]
hash((1, 2)), hash(()), hash((1, "a")) == hash((1, "a")), hash((1.0, 2)) == hash((1, 2.0)), hash((None,)) == hash((None,)), hash(((1,), (2,)))
hash(([],))
(1, 2) < (1, 3), (1,) < (1, 2), (2,) > (1, 9), (1, 2) == (1, 2), (1, 2) != [1, 2], () < (0,)
(1,) < ("a",)
(1,) < [1]
a = (1, 2); a[:] is a, tuple(a) is a, a * 1 is a, () is (), (a + ()) == a
tuple(1)
tuple(1, 2)
x = (1, 2, 3); b, *c = x; b, c
*d, e = "abc"; d, e
f, (g, *h), i = 1, (2, 3, 4), 5; f, g, h, i
tuple(x=1)
(1, 2).__getnewargs__(), (1, 2).__len__(), (1,).__add__((2,)), (1, 2).__contains__(2), (1, 2).__mul__(2)
max((1, 2), (1, 3)), min([(2, 1), (1, 9)]), sorted([(2, "a"), (1, "b")])
sum(((1,), (2,)), ())
tuple[int, str], tuple[()], tuple[int, ...]
t = ([],); t[0].append(t); repr(t)
any((0, "", None)), all(()), any(())
(1, 2, 3).index(3, -1), (1, 2).index(1, None)
""")
