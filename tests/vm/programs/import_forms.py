import sys
import _helper
from _helper import *
import _helper as h
print(h is _helper, _helper.__name__, "_helper" in sys.modules, type(sys).__name__)
for code in ["import nope", "import nope.sub", "from nope import x", "from _helper import nope", "import _helper.sub", "from . import x", "from .. import y", "from .mod import z", "import sys.path", "from sys import nope", "from _helper import *; nope"]:
    try: exec(code)
    except Exception as e: print(code, "->", type(e).__name__, e, getattr(e, "name", None))
sys.modules["fake"] = 5
import fake; print(fake)
sys.modules["blocked"] = None
try: import blocked
except ImportError as e: print(type(e).__name__, e)
class M: attr = 1
sys.modules["m"] = M
from m import attr; print(attr)
try: from m import other
except ImportError as e: print(e)
try: from m import *
except Exception as e: print(type(e).__name__, e)
del sys.modules["fake"]
try: import fake
except ImportError as e: print(e)
print(__name__, __import__("_helper") is h)
def inner():
    import _helper as local
    return local is h
print(inner())
try: exec("def f():\n from _helper import *")
except SyntaxError as e: print(e.msg)
