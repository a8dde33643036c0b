"""Writes src/vm/types/c_layout.txt: what CPython 3.13 says of the C structures of builtin types.

    python3.13 tests/vm/record_c_layout.py NAME... > src/vm/types/c_layout.txt

A row is the name of a type, `__basicsize__`, `__itemsize__`, `__dictoffset__`, `__weakrefoffset__` and `__flags__`. The
names are those of the table of types in src/vm/object/statics.rs.
"""
import _json, _struct, _sre, array, asyncio, collections, contextvars, functools, io, itertools, json, operator, random, re, sys, types, weakref


def everything():
    seen, waiting = {}, [object]
    while waiting:
        kind = waiting.pop()
        if kind in seen:
            continue
        seen[kind] = True
        waiting.extend(type.__subclasses__(kind))
    return seen


def main():
    wanted = dict.fromkeys(sys.argv[1:])
    for kind in everything():
        name = kind.__name__.rpartition(".")[2]
        is_python = kind.__flags__ & 1 << 9 and "__module__" in vars(kind) and not kind.__flags__ & 1 << 8
        if name in wanted and (wanted[name] is None or not is_python):
            wanted[name] = kind
    for name, kind in wanted.items():
        if kind is not None:
            # The cache of attributes sets a flag when it comes to it.
            print(name, kind.__basicsize__, kind.__itemsize__, kind.__dictoffset__, kind.__weakrefoffset__,
                  kind.__flags__ & ~(1 << 19))
        else:
            print(name, "is not there", file=sys.stderr)


main()
