"""Items of what takes none: which complaint comes first."""
import types
class Plain:
    pass
class Key:
    def __index__(self):
        print("asked")
        return 1
for o in ("abc", (1, 2), b"ab", range(3), {1}, frozenset(), {}.keys(), types.MappingProxyType({}), Plain(), 5, None, 1.5, len):
    for key in (2**64, 0, Key(), "x"):
        for what in ("o[key] = 1", "del o[key]"):
            try:
                exec(what)
            except Exception as error:
                print(type(o).__name__, what, type(key).__name__, "->", type(error).__name__, error)
