"""What cannot be pickled or read again says so."""
import pickle
import sys
import types


class A:
    pass


class B:
    def __getstate__(self):
        raise ValueError("no")


class C:
    def __reduce__(self):
        return 5


class E:
    def __reduce__(self):
        return (1, 2)


class F:
    def __reduce__(self):
        return (int,)


class G:
    __slots__ = ("a",)


def outer():
    def inner():
        pass

    class L:
        pass
    return inner, L


inner, L = outer()


def show(text):
    try:
        print(text, "->", repr(eval(text)))
    except BaseException as error:
        print(text, "->", f"{type(error).__module__}.{type(error).__qualname__}: {error}")


for line in r"""
pickle.dumps(inner)
pickle.dumps(L())
pickle.dumps(L)
pickle.dumps(sys)
pickle.dumps(B())
pickle.dumps(C())
pickle.dumps(E())
pickle.dumps(F())
pickle.dumps(A(),99)
pickle.dumps()
pickle.dumps(1,2,3)
pickle.dumps(1,foo=2)
pickle.loads(b"")
pickle.loads(b"abc")
pickle.loads(b"\x80\x04")
pickle.loads(b"\x80\x09.")
pickle.loads("abc")
pickle.loads(5)
pickle.loads(b".")
pickle.loads(b"\x80\x04K")
pickle.loads(b"cnope\nfoo\n.")
pickle.loads(b"(lp0\n")
pickle.loads(b"\x80\x04\x95\xff\x00\x00\x00\x00\x00\x00\x00")
pickle.loads(b"R.")
pickle.loads(b"h\x05.")
pickle.dump(1)
pickle.dump(1,5)
pickle.load(5)
pickle.PicklingError
pickle.UnpicklingError
pickle.PickleError
pickle.Pickler
pickle.Unpickler
pickle.dumps
pickle.loads
pickle.Pickler()
pickle.Unpickler()
pickle.Pickler(5)
pickle.dumps([1,"a",None,(1,2),{3:4},{5},1.5,b"x",True,2**70,bytearray(b"q"),frozenset([1])])
pickle.dumps(A())
pickle.dumps(A)
pickle.dumps(len),pickle.dumps([].append)
pickle.dumps({"a":[1]*3},protocol=0)
pickle.dumps("é\n",0),pickle.dumps("é",1),pickle.dumps(300,2)
pickle.loads(pickle.dumps(...)),pickle.loads(pickle.dumps(NotImplemented)),pickle.loads(pickle.dumps(type(None)))
pickle.dumps(types.SimpleNamespace(a=1))
pickle.dumps(range(3)),pickle.dumps(slice(1,2)),pickle.dumps(1j)
pickle.dumps(iter([1])),pickle.dumps(ValueError("x"))
pickle.dumps(G())
pickle.dumps(G(),0)
pickle.dumps(property())
pickle.dumps(type)
pickle.dumps(type("Q",(),{}))
pickle.dumps(A().__init__)
pickle.dumps(A.__dict__)
pickle.dumps({}.keys())
""".strip().splitlines():
    show(line)
