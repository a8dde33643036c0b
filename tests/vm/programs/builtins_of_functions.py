# A function keeps the builtins that its module had when it was made.
import types


def length(items):
    return len(items)


def lengths():
    yield len("abc")
    yield len("abc")


kept = lengths()
print(next(kept), length("abc"))
globals()["__builtins__"] = {"len": lambda items: 7, "print": print}


def later(items):
    return len(items)


print(next(kept), length("abc"), later("abc"), sorted(later.__builtins__))
try:
    exec("def f(): return sorted('ba')\nprint(f())", {"__builtins__": {"print": print}})
except NameError as error:
    print(error)
del globals()["__builtins__"]
print(length.__builtins__ is later.__builtins__, length("ab"), later("ab"))


def last(items):
    return len(items)


print(last("ab"))

# Without `__builtins__`, a namespace gets those of the code that runs.
space = {"__builtins__": {"exec": exec, "print": print}}
exec("inner = {}\nexec('x = 1', inner)\nprint(*inner['__builtins__'])", space)

# Any mapping will do; what is missing there is an error of the name.
code = compile("value", "test", "eval")
print(eval(code, {"__builtins__": types.MappingProxyType({"value": 8})}))
try:
    eval(code, {"__builtins__": types.MappingProxyType({})})
except NameError as error:
    print(error)


class Refuses(dict):
    def __getitem__(self, key):
        raise ZeroDivisionError(key)


for space in {"__builtins__": Refuses({"value": 1})}, Refuses({"value": 1}):
    try:
        print(eval(code, space))
    except ZeroDivisionError as error:
        print("refused", error)

# So do those that make a pickle of an iterator.
code = compile("x.__reduce__()", "test", "eval")
print(eval(code, {"__builtins__": types.MappingProxyType({"iter": 1}), "x": iter([1, 2])}))
try:
    eval(code, {"__builtins__": {}, "x": iter([1, 2])})
except AttributeError as error:
    print(error)
for text, namespace in (("class C: pass", {"__builtins__": {}}), ("import sys", {"__builtins__": {}})):
    try:
        exec(text, namespace)
    except Exception as error:
        print(type(error).__name__, error)
