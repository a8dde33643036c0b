import sys
a = 256; b = 256; print(a is b)
a = int("257"); b = int("257"); print(a is b, a == b)
def same(x, y): return x is y
print(same(-5, int("-5")), same(int("-6"), int("-6")))
s = "abc"; print(same(s, "".join(["a", "bc"])), same(s, sys.intern("".join(["a", "bc"]))), same("a", chr(97)), same("", str()), same("é", chr(233)))
print(same((), tuple([])), same(frozenset(), frozenset()), same(b"", bytes()), same(b"a", bytes([97])), same([], []), same(None, type(None)()), same(True, bool(1)))
x = object(); print(sys.getrefcount(x)); y = x; l = [x, x]; print(sys.getrefcount(x)); del y; l.clear(); print(sys.getrefcount(x))
def f(p): return sys.getrefcount(p)
print(f(x), f([]), sys.getrefcount([]))
d = {"k": x}; print(sys.getrefcount(x)); del d; print(sys.getrefcount(x))
class D:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
D(1); print("after 1")
v = D(2); v = D(3); print("rebound")
del v
def g():
    local = D(4)
    print("in g")
g()
lst = [D(5), D(6)]; lst.pop(); print("popped"); lst[0] = None; print("cleared")
t = (D(8), D(9)); del t
dd = {1: D(10)}; dd[1] = 0; print("replaced")
D(11).n
print(D(12).n)
c1 = D(13); c2 = D(14); c1.o = c2; del c2; print("still"); del c1
[D(15) for _ in range(2)]
print("comp done")
for i in range(2): D(16 + i)
gen = (D(20) for _ in range(1)); next(gen); print("next done")
class R:
    def __del__(self): global saved; saved = self; print("resurrect")
r = R(); del r; print(type(saved).__name__); del saved; print("gone")
