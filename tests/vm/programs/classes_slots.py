class S:
    __slots__ = ("a", "b")
    def __init__(self): self.a = 1
s = S()
print(s.a, S.a, S.__slots__)
for code in ["s.b", "s.c = 1", "s.c", "del s.b", "s.__dict__", "del s.a; s.a", "S.a.__get__(1)", "S.a.__set__(1, 2)", "vars(s)", "s.__weakref__"]:
    try:
        exec(code); print(code, "fine")
    except Exception as e:
        print(code, "->", type(e).__name__, e)
class T(S):
    pass
t = T(); t.z = 3; print(t.__dict__, t.a)
class U(S):
    __slots__ = ["c", "__dict__"]
u = U(); u.c = 1; u.d = 2; print(u.__dict__, u.c)
class V:
    __slots__ = "single"
v = V(); v.single = 5; print(v.single)
for body in ["__slots__ = ('a', 1)", "__slots__ = ('a b',)", "__slots__ = ('a',); a = 1", "__slots__ = ('__dict__', '__dict__')", "__slots__ = 5", "__slots__ = ('',)", "__slots__ = ('a', 'a')", "__slots__ = ('__weakref__', '__weakref__')"]:
    try:
        exec("class W:\n " + body.replace("; ", "\n ")); print(body, "fine")
    except Exception as e:
        print(body, "->", type(e).__name__, e)
class P:
    __slots__ = ("__private", "_x")
p = P(); p._P__private = 3; print(p._P__private, sorted(x for x in dir(P) if "priv" in x))
try:
    class X(S, V): pass
except TypeError as e:
    print(e)
class E1: __slots__ = ()
class E2: __slots__ = ()
class E3(E1, E2): __slots__ = ("q",)
print(E3().__slots__)
try:
    class I(int): __slots__ = ("a",)
except TypeError as e:
    print(e)
class I2(int): __slots__ = ()
print(I2(5) + 1)
class Doc:
    __slots__ = {"a": "doc of a"}
print(Doc.a.__doc__, type(Doc.__slots__))
try:
    class Tup(tuple): __slots__ = ("a",)
except TypeError as e:
    print(e)
