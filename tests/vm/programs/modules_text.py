# What a module object says of itself.
import types, sys
m = types.ModuleType("foo")
print(m, m.__annotations__)
m.__file__ = "x.py"; print(m)
del m.__name__; print(m)
try: m.missing
except AttributeError as e: print(e)
u = types.ModuleType.__new__(types.ModuleType)
print(u)
print(sys, types.ModuleType("bar"))
m = types.ModuleType("n"); m.__loader__ = 5; print(m)
m.__annotations__ = {"a": 1}; del m.__annotations__
try: del m.__annotations__
except AttributeError as e: print(e)
