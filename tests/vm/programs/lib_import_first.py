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
