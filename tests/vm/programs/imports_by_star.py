# A star imports the submodules that a package lists.
from _pkg.starred import *

print(lazy.number, value, inner.__name__, "hidden" in globals())
import _pkg.starred

_pkg.starred.__all__ = ["lazy", "nowhere"]
try:
    exec("from _pkg.starred import *")
except AttributeError as error:
    print(error)
try:
    exec("from _pkg.starred.inner import *")
except TypeError as error:
    print(error)
try:
    __import__("_pkg.starred", fromlist=[1])
except TypeError as error:
    print(error)
