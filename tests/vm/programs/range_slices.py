from _show import show

show("""
range(5), range(1, 5), range(1, 10, 3), range(5, 0, -2), range(0), list(range(5, 0, -2)), len(range(1, 10, 3)), range(10)[3], range(10)[-1], range(10)[2:5], range(10)[::-1], range(10)[::3], range(0, 10, 2)[1:]
range(5) == range(0, 5), range(0) == range(2, 2), range(1, 2, 5) == range(1, 3, 9), hash(range(3)) == hash(range(0, 3)), range(3) != [0, 1, 2]
3 in range(5), 5 in range(5), 3.0 in range(5), 2.5 in range(5), "a" in range(5), True in range(2), -1 in range(-5, 0), 4 in range(0, 10, 3)
range(10).index(3), range(0, 10, 2).count(4), range(0, 10, 2).count(5), range(3).count(1.0)
range(10).index(11)
range(3)[5]
range(3)["a"]
range(1.5)
range("a")
range(1, 2, 0)
range()
range(1, 2, 3, 4)
range(stop=3)
range(10 ** 20), len(range(10 ** 18)), range(10 ** 20)[10 ** 19], range(10 ** 20, 10 ** 20 + 3)[1], list(range(10 ** 20, 10 ** 20 + 2)), 10 ** 19 in range(10 ** 20)
len(range(10 ** 20))
range(3) < range(4)
range(3).start, range(3).stop, range(1, 5, 2).step
r = range(3); r.start = 1
list(reversed(range(5))), list(reversed(range(0, 10, 3))), list(reversed(range(0))), sum(range(101)), max(range(5)), min(range(5, 1, -1)), sorted(range(3), reverse=True)
iter(range(3)).__length_hint__(), bool(range(0)), bool(range(1)), repr(range(True)), range(True, 5)
class I:
    def __index__(self): return 4
range(I()), range(10)[I()], I() in range(5)
slice(5), slice(1, 2), slice(1, 2, 3), slice(None), slice(1, 2, 3).start, slice(1, 2).step, slice("a", 1.5)
slice(1, 5).indices(3), slice(None, None, -1).indices(5), slice(-3, None).indices(5), slice(10, -10, -2).indices(4), slice(None).indices(0)
slice(1, 2, 0).indices(5)
slice(1).indices(-1)
slice("a").indices(3)
slice(1, 2) == slice(1, 2), slice(1) < slice(2), slice(1) != 1, hash(slice(1, 2)) == hash(slice(1, 2))
slice()
slice(1, 2, 3, 4)
slice(1).stop = 2
class G:
    def __getitem__(self, k): return k
G()[1:2], G()[::], G()[1:2, ...], G()[:, 1], G()[-1:], G()["a":"b":1.5], G()[()], G()[1,]
"abcdef"[slice(1, 4)], [1, 2, 3][slice(None, None, -1)], (1, 2, 3)[slice(0, 10 ** 30)], [1, 2, 3][-10 ** 30:10 ** 30]
[1, 2, 3][1.5:]
[1, 2, 3][:"a"]
class J:
    def __index__(self): return "x"
[1][J():]
[1][J()]
""")
