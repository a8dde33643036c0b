"""Wrong arguments of builtins: which complaint comes first."""
import math, sys, types
def show(text):
    try:
        print(text, "=>", repr(eval(text)))
    except Exception as error:
        print(text, "=>", type(error).__name__, error)

class Size:
    def __init__(self, size):
        self.size = size
    def __sizeof__(self):
        return self.size

mod = types.ModuleType("mod")
mod.mod = len
for text in """min(0, default=1, key=2, foo=3)
min(0, 1, foo=3)
print(0, sep=1, end=2, file=3, flush=4, foo=5)
print(0, sep=1)
mod([])
math()
type(sys.flags)()
type(sys.version_info)()
sys.getsizeof(0, 1) > 0
sys.getsizeof()
sys.getsizeof(Size(sys.maxsize)) > sys.maxsize
sys.getsizeof(Size(2**70), 1)
sys.getsizeof(Size(-1), 1)
sys.getsizeof(Size("x"), 1)
types.GenericAlias(int)
list(iter(len, 3).__reduce__()[1])
'{0[{1}]}'.format('abcdefg', 4)
'A\\u0345\\u03a3'.swapcase() == 'a\\u0399\\u03c2'
__import__('x', {'__package__': 5}, {}, (), 1)
__import__('', {'__package__': None, '__spec__': None, '__name__': 'm'}, {}, ('foo',), 1)
__import__('', {}, {}, ('foo',), 1)
breakpoint.__name__""".splitlines():
    show(text)

class Named:
    blech = None
    def __getattr__(self, name):
        raise AttributeError()

try:
    Named().bluch
except AttributeError as error:
    print(error.name, error.obj is not None)
Named().bluch
