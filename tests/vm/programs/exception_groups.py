eg = ExceptionGroup("top", [ValueError(1), TypeError("t"), ExceptionGroup("inner", [KeyError("k"), ValueError(2)])])
print(eg, repr(eg), eg.message, eg.exceptions, len(eg.exceptions))
print(eg.subgroup(ValueError), eg.subgroup((KeyError, TypeError)), eg.subgroup(OSError), eg.subgroup(lambda e: isinstance(e, ValueError) and e.args == (2,)))
print(eg.split(ValueError), eg.split(ExceptionGroup)[1], eg.split(OSError)[0])
try: raise eg
except* ValueError as e: print("V", e.exceptions, type(e).__name__)
except* (KeyError, TypeError) as e: print("KT", e.exceptions)
try:
    try: raise eg
    except* ValueError: pass
except ExceptionGroup as rest: print("rest", rest.exceptions, rest.message)
try: raise ValueError("plain")
except* ValueError as e: print(repr(e))
try:
    try: raise ValueError("x")
    except* TypeError: print("no")
except ValueError as e: print("passed", e)
try:
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError: raise KeyError("new")
except BaseException as e: print(repr(e))
try:
    try: raise ExceptionGroup("g", [ValueError(1), TypeError(2)])
    except* ValueError as v: raise
    except* TypeError as t: raise OSError("o") from t
except BaseException as e: print(repr(e), e.exceptions[0].__cause__ if e.exceptions else None)
for args in [("m", []), ("m", [1]), ("m", 5), (1, [ValueError()]), ("m",), ("m", [KeyboardInterrupt()]), ("m", (ValueError(),)), ("m", [ValueError], 3)]:
    for cls in (ExceptionGroup, BaseExceptionGroup):
        try: print(repr(cls(*args)), type(cls(*args)).__name__)
        except Exception as e: print(cls.__name__, args, type(e).__name__, e)
try:
    try: raise eg
    except* ExceptionGroup: pass
except TypeError as e: print(e)
try:
    try: raise eg
    except* 5: pass
except TypeError as e: print(e)
class MyEG(ExceptionGroup):
    def __new__(cls, msg, excs, code=0):
        o = super().__new__(cls, msg, excs); o.code = code; return o
    def derive(self, excs): return MyEG(self.message, excs, self.code)
m = MyEG("mine", [ValueError(1), TypeError(2)], 7)
a, b = m.split(ValueError); print(repr(a), a.code, repr(b), b.code)
class NoDerive(ExceptionGroup): pass
print(type(NoDerive("n", [ValueError(1), OSError()]).subgroup(ValueError)))
m.add_note("a note"); print(m.subgroup(TypeError).__notes__)
print(ExceptionGroup[int], BaseExceptionGroup("b", [KeyboardInterrupt()]).split(KeyboardInterrupt))
def loop():
    for i in range(2):
        try: raise ExceptionGroup("l", [ValueError(i)])
        except* ValueError as e: print(i, e.exceptions)
        else: print("else")
        finally: print("finally")
loop()
try: pass
except* ValueError: pass
else: print("else ran")
