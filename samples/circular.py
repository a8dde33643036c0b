# Look at modules in a circle

import sys

try:
    import chicken
except ImportError as error:
    print("failed:", str(error).partition(" (/")[0])

print("chicken" in sys.modules, "egg" in sys.modules)   # a module that failed is taken out again

import chicken_late

print(chicken_late.lay())
import chicken
