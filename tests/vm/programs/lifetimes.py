class T:
    def __init__(self, n): self.n = n
    def __del__(self): print("del", self.n)
a = T("a"); b = a
del a
print("still")
b = None
print("gone")
def f():
    t = T("local")
    return 1
f()
l = [T(1), T(2), T(3)]
l.clear()
d = {"x": T("dx")}
d["x"] = T("dy")
del d
x = T("x"); y = T("y"); x.o = y; y.o = x
del x, y
keep = T("at exit")
import sys
z = []
print(sys.getrefcount(z))
q = z
print(sys.getrefcount(z))
