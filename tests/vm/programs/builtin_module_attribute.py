# Instances of builtin types have no `__module__`; the types say that they are of `builtins`.
import collections
for o in (property(), 1, [], iter([]), Exception(), slice(1), None, zip(), b"", {}.keys(), (x for x in ()), object()):
    print(type(o).__name__, type(o).__module__, hasattr(o, "__module__"), "__module__" in dir(type(o)))
print(type.__module__, collections.deque.__module__, collections.deque().__module__, len.__module__)


class C(int):
    pass


print(C().__module__, C.__module__, "__module__" in vars(C))
print(list[int] | None == None | list[int], list[int] | list[int])
