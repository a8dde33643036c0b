def f(): pass
def g(a): pass
def h(a, b, c=3): pass
def k(a, *, b, c): pass
def p(a, b, /, c): pass
def v(a, *args, b=1, **kw): pass
class C:
    def m(self): pass
    def n(self, x): pass
    @staticmethod
    def s(x): pass
    @classmethod
    def c(cls, x): pass
    def __init__(self, x=1): pass
    def __call__(self, a, b): pass
def outer():
    def inner(q): pass
    return inner
lam = lambda x, y: 0
calls = """
f(1)
f(1, 2)
f(x=1)
g()
g(1, 2)
g(1, a=2)
g(b=2)
g(1, b=2)
h()
h(1)
h(1, 2, 3, 4)
h(1, 2, 3, d=4)
h(c=1)
h(1, 2, bb=3)
k(1)
k(1, 2)
k(1, 2, b=3)
k(1, 2, b=3, c=4)
k(b=1, c=2)
k(1, b=2)
k(1, b=2, c=3, bc=4)
p(1, 2, 3, 4)
p(1)
p()
p(a=1, b=2, c=3)
p(1, b=2, c=3)
p(1, 2)
v()
v(b=2)
v(1, 2, 3, a=1)
C().m(1)
C().n()
C.m()
C().s()
C().c()
C(1, 2)
C()(1)
C()(1, 2, 3)
C(y=1)
outer()()
lam(1)
lam()
f(*1)
f(**1)
f(*[1], **{})
f(**{1: 2})
g(*(1, 2, 3))
g(**{"a": 1}, **{"a": 2})
g(a=1, **{"a": 2})
g(1, **{"a": 2})
print(sep=1)
print(end=b"")
len()
len(1, 2)
len(x=1)
[].append()
[].append(1, 2)
{}.get()
{}.get(1, 2, 3)
"".join()
"".split(1, 2, 3)
int("1", 2, 3)
isinstance(1)
sorted()
sorted([1], lambda x: x)
sorted([1], kee=1)
max()
max(1)
max([])
max([], default=3)
max(1, 2, default=3)
min("abc", key=1)
sum()
sum(1)
sum([], "")
sum(["a"])
sum([[1]], [])
abs()
abs("a")
range()
range(1, 2, 3, 4)
range(1.5)
range(1, 2, 0)
enumerate()
enumerate(1)
zip(1)
zip([1], 2)
map(int)
map()
filter(None)
iter(1)
iter(1, 2)
next(1)
next([])
reversed(1)
reversed({1})
open()
super()
object(1)
object.__new__()
type(1, 2)
type("A", 1, {})
getattr(1)
getattr(1, 2)
setattr(1, "a", 2)
hasattr(1, 2)
delattr(1, "a")
callable()
chr()
ord("ab")
hash([])
hash({})
hash(({},))
id()
input(1, 2)
repr()
divmod(1)
pow(1)
round()
any(1)
all(None)
bin("a")
vars(1)
dir(1, 2)
locals(1)
compile("1", "f", "xyz")
compile("1")
eval(1)
eval("1", 1)
exec(1)
exec("1", {}, 1)
slice()
bool(1, 2)
list(1)
list(1, 2)
tuple(1)
dict(1)
dict([1])
dict([(1,)])
dict([(1, 2, 3)])
dict(1, 2)
set(1)
frozenset(1, 2)
float([])
complex([])
str(1, 2, 3, 4)
bytes(1, 2, 3, 4)
property(1, 2, 3, 4, 5)
classmethod()
staticmethod()
None()
1()
"a"()
[]()
f.x
None.x
(1).x
C.y
C().y
f[0]
C[0]
C()[0]
1[0]
None[0]
len[0]
C()[0] = 1
1[0] = 1
del C()[0]
del 1[0]
del (1,)[0]
(1,)[0] = 2
"a"[0] = "b"
{}[[]]
{}[1]
{1: 2}["1"]
[1]["a"]
[1][1]
(1,)[5]
range(3)[5]
""[0]
b""[0]
[1]["a"] = 1
[1][5] = 1
del [1][5]
[].pop()
[].remove(1)
[].index(1)
().index(1)
{}.pop(1)
{}.popitem()
set().pop()
set().remove(1)
"a".index("b")
a, b = 1
a, b = 1, 2, 3
a, b = 1,
a, *b = ()
a, b, *c = 1,
a, *b, c = [1]
[a, b] = "abc"
(a, b), c = 1, 2
for a, b in [1]: pass
for a, b in [(1, 2, 3)]: pass
for x in 1: pass
[x for x in None]
{**1}
[*1]
{*None}
(*1,)
with 1: pass
with f: pass
async_ = 1
raise 1
raise int
raise f
raise None
raise ValueError from 1
raise ValueError("a") from ValueError("b")
assert 0
assert 0, "msg"
assert [], (1, 2)
del undefined
undefined
f.a = 1; del f.b
1 + ""
"" + 1
[] + ()
() + []
{} + {}
None + 1
1 - "a"
"a" * "b"
[1] * 1.5
1 @ 2
1 << 1.5
"a" % 1
-[]
~""
not_defined()
1 < ""
[] < ()
None < None
{} < {}
1j < 1
{1} < [1]
1 in 1
1 in None
"a" in 1
1 in "a"
x = 1; x += "a"
x = []; x += 1
x = 1; x **= "a"
x = 1; x @= 1
x = (); x[0] += 1
"a" & "b"
print >> 1
f >> 1
import nonexistent_module
import nonexistent_a.b
from sys import nonexistent
from nonexistent import x
import sys.x
isinstance(1, 1)
isinstance(1, (int, 1))
issubclass(1, int)
issubclass(int, 1)
int.__add__(1)
int.__add__("a", 1)
str.upper(1)
str.upper()
list.append(1, 2)
dict.fromkeys()
dict.fromkeys(1)
int.from_bytes()
object.__init__(1, 2)
f.__code__ = 1
f.__defaults__ = 1
f.__kwdefaults__ = 1
f.__name__ = 1
f.__dict__ = 1
C.__name__ = 1
C.__bases__ = ()
C.__bases__ = 1
C.__mro__ = 1
int.x = 1
del int.real
C().__class__ = 1
C().__class__ = int
C().__dict__ = 1
dict(**{1: 2}, **{1: 3})
dict(**{b"k": 2}, **{b"k": 3})
dict(**{(): 2}, **{(): 3})
""".strip().split("\n")
for call in calls:
    try:
        exec(call)
    except BaseException as error:
        print(f"{call:<32} {type(error).__name__}: {error}")
    else:
        print(f"{call:<32} fine")
