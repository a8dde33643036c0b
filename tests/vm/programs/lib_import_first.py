# Modules that must be importable before any other.
import genericpath
import faulthandler
import readline
import resource
import site
import stringprep

print(genericpath.commonprefix(["abc", "abd"]), faulthandler.is_enabled(), site.ENABLE_USER_SITE in (True, False, None))
faulthandler.enable()
print(faulthandler.is_enabled(), readline.add_history("x"), readline.get_completer())
print(resource.getrusage(resource.RUSAGE_SELF).ru_utime >= 0, len(resource.getrlimit(resource.RLIMIT_STACK)))
print(stringprep.in_table_a1("\u0378"), stringprep.map_table_b2("ß"), "Bücher.example".encode("idna"))

# Equal patterns have one hash; a weak reference tells the name of what it stands for; a flag is a flag.
import re
import weakref

one = re.compile("abc", re.I)
re.purge()
other = re.compile("abc", re.I)
print(one is other, one == other, hash(one) == hash(other))
def function():
    pass


print(repr(weakref.ref(function)).endswith(" (function)>"), repr(weakref.ref(re)).endswith(" (re)>"))
for change in ("del Exception().__suppress_context__", "Exception().__suppress_context__ = 1"):
    try:
        exec(change)
    except TypeError as error:
        print(error)
