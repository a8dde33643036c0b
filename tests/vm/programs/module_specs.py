# What a module knows of itself: `__spec__` and `__loader__`, wherever they are looked for.
import _spec_helper
import sys

print([name for name in globals() if name.startswith("__")])
print(__spec__, type(__loader__).__name__, __loader__.name)
print(_spec_helper.names)
print(_spec_helper.seen)
print(_spec_helper.function())
print(list(vars(_spec_helper))[:8])
print(_spec_helper.__spec__.name, _spec_helper.__spec__.loader is _spec_helper.__loader__)
print(_spec_helper.__spec__.origin.endswith(_spec_helper.__file__), _spec_helper.__spec__.parent == "")

import string
print(repr(string).split(" from ")[0])
print("__spec__" in string.__dict__, string.__dict__["__spec__"].name, string.__loader__.name)
del string.__spec__
try:
    string.__spec__
except AttributeError as error:
    print(error)
print(sys.__spec__.name, sys.__loader__.__name__, sys)
