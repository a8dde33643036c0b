# Code objects are made anew with some parts changed.
import types
def f(a, b=2):
    c = a + b
    return c
code = f.__code__
other = code.replace(co_name="g", co_consts=(None, [1]))
print(other.co_name, other.co_consts[1], other.co_varnames, code._varname_from_oparg(2))
names = "argcount posonlyargcount kwonlyargcount nlocals stacksize flags code consts names varnames filename name qualname firstlineno linetable exceptiontable freevars cellvars"
made = types.CodeType(*(getattr(code, "co_" + name) for name in names.split()))
print(types.FunctionType(made, {})(1, 4), made.co_lnotab if False else made.co_nlocals)
for change in ({"co_varnames": ()}, {"co_nlocals": 7}, {"co_name": 1}, {"co_code": b"1"}, {"co_argcount": -1}, {"nothing": 1}):
    try: code.replace(**change)
    except (TypeError, ValueError) as e: print(type(e).__name__, e)
try: code._varname_from_oparg(9)
except IndexError as e: print(e)
