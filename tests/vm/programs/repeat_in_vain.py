"""A sequence repeated by what is no integer."""
class A:
    def __mul__(s,o): return NotImplemented
    __rmul__=__mul__
class B:
    def __rmul__(s,o): return NotImplemented
class C: pass
for f in (lambda:A()*"a",lambda:"a"*A(),lambda:[1]*A(),lambda:"a"*B(),lambda:B()*"a",lambda:C()*"a",lambda:"a"*C(),lambda:"a"*1.5,lambda:1.5*"a", lambda:"a"*"b",lambda:[]*None):
    try: print(f())
    except Exception as e: print(type(e).__name__,e)
def g():
    s="a"; s*=A()
def h():
    l=[1]; l*=A()
for f in g,h:
    try: f()
    except Exception as e: print(type(e).__name__,e)
