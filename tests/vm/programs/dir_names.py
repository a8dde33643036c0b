"""dir(): whose names, in what order, and names that are no strings."""
import types

class Own:
    def __dir__(self):
        return ("b", "a")

class Odd:
    pass

odd = Odd()
odd.__dict__[5] = 1
class NoDict(types.ModuleType):
    __dict__ = property(lambda self: 8)

class Bases:
    __dict__ = {"x": 1, "y": 2}
    __class__ = property(lambda self: 3)

print(dir(Own()))
print(dir(Bases()))
for o in (odd, NoDict("m")):
    try:
        print(dir(o))
    except TypeError as error:
        print(error)

class Names:
    def __getitem__(self, key):
        raise KeyError(key)
    def keys(self):
        return list("zxy")

print(eval("dir()", {}, Names()))
print([name for name in dir(list[int]) if name not in dir(list)])
m = types.ModuleType("m")
m.here = 1
print(dir(m))
