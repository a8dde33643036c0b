import _helper
from _helper import value, fn as g
import _pkg.sub
from _pkg import other
print(_helper.value, value, g(2), _pkg.sub.X, other.Y, __name__, _helper.__name__)
import sys, math
print("_helper" in sys.modules, math.sqrt(16), math.pi)
try:
    import nope
except ModuleNotFoundError as e:
    print(e, e.name)
try:
    from _helper import missing
except ImportError as e:
    print(e)
import _circ_a
