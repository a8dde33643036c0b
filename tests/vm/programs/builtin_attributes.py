# Attributes and descriptors of builtin types that are set, deleted and called in odd ways.
import inspect
import sys
import types
import warnings

SNIPPETS = r'''
set.add.__get__(0)
dict.__dict__["fromkeys"].__get__(42)
dict.__dict__["fromkeys"].__get__(None, 42)
dict.__dict__["fromkeys"].__get__(None, int)
types.FrameType.f_lineno.__set__(3, 3)
types.FrameType.f_lineno.__get__(3)
types.FrameType.f_trace.__delete__(3)
C.x.__set__(3, 3)
object.__setattr__(str, "foo", 42)
object.__delattr__(str, "lower")
type("MyClass", (), {1: 2})
setattr(property(f), "fget", 3)
type(types.FunctionType.__globals__), type(types.FunctionType.__code__), type(property.fget)
repr(property.fget), repr(types.FunctionType.__code__), repr(slice.start)
inspect.ismemberdescriptor(range.start), inspect.isgetsetdescriptor(type.__dict__["__name__"])
C.x.__qualname__, C.x.__name__, repr(C.x)
del A.__qualname__
A.__qualname__ = b"x"
del A.__name__
A.__name__ = "a\0b"
A.__name__ = "a\udc00b"
type("a\0b", (), {})
type("a\udc00", (), {})
type("A", (), {"__doc__": "a\udc00"})
del A.__module__
del A.__doc__
del A.__type_params__
A.__abstractmethods__
A().m.__func__ = 3
B().other == A().m
object.__init_subclass__(1)
vars(V())
eval("x", {"__builtins__": types.MappingProxyType({"x": 5})})
eval("y", {"__builtins__": types.MappingProxyType({"x": 5})})
exec("import foo.bar", {"__builtins__": types.MappingProxyType({})})
exec("class X: pass", {"__builtins__": types.MappingProxyType({})})
exec("x", {"__builtins__": 5})
exec("del a", {}, Mapping())
compile("1", memoryview(b"a"), "eval")
__import__("os", level=-1)
ImportError(a=1, b=2, c=3, d=4)
ImportError("x", name="y", path="z").__reduce__()
ImportError("x").__reduce__()
reset()
types.SimpleNamespace(1)
types.SimpleNamespace([("a", 1)])
types.SimpleNamespace({1: 2})
types.SimpleNamespace(a=1).__replace__(a=2, b=3)
sys.set_asyncgen_hooks(5)
sys.unraisablehook(5)
range(10).count(Any())
List(a=1)
Set(a=1)
Frozen(a=1)
compile("1", "f", "eval") == compile("1", "g", "eval"), compile("1", "f", "eval") == compile("1.0", "f", "eval")
hash(compile("1", "f", "eval")) == hash(compile("1", "g", "eval"))
'''


class B: ...


class C:
    __slots__ = ("x",)


class V:
    __dict__ = property(lambda self: {"a": 2})


class Mapping:
    def __getitem__(self, key):
        return 12


class Any:
    def __eq__(self, other):
        return True


class List(list): ...
class Set(set): ...
class Frozen(frozenset): ...


def f(): ...


def reset():
    error = ImportError("hello", name="name", path="path")
    error.__init__()
    return error.args, error.msg, error.name, error.path


for snippet in SNIPPETS.strip().splitlines():
    A = type("A", (), {"m": lambda self: 1, "__module__": "m"})
    a = A()
    B.other = a.m.__get__(B(), B)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            try:
                result = repr(eval(compile(snippet, "s", "eval")))
            except SyntaxError:
                exec(compile(snippet, "s", "exec"))
                result = "done"
        except Exception as error:
            result = f"{type(error).__name__}: {error}"
    print(snippet, "->", result, *[warning.message for warning in caught])
