# Where bytes are wanted, anything with a buffer will do.
import array
import codecs
import math
import re

some = array.array("B", b"34")
print(float(some), float(memoryview(b" 3.5 ")), float(bytearray(b"1e3")), int(some), str(some, "ascii"))
print(str(array.array("B", b"a\xffb"), "utf-8", "replace"), codecs.decode(some, "utf8"))
print(re.findall(rb"\d", some), re.match(rb"(3)(4)", some).groups())
for call in ("float(bytearray(b'x'))", "ord(memoryview(b'a'))", "ord(some)", "str(1, 'ascii')"):
    try:
        print(eval(call))
    except (TypeError, ValueError) as error:
        print(call, type(error).__name__, error)
both = bytearray(b"ab")
try:
    both += both
except BufferError as error:
    print(error, both)


class Other(bytes):
    pass


class HasBytes:
    def __bytes__(self):
        return Other(b"x")


print(type(bytes(HasBytes())))

# Real functions at the edges of where they are defined.
for call in ("pow(0.0, -math.inf)", "pow(-0.0, -math.inf)", "pow(0.0, -1)", "atanh(1)", "atanh(-1)", "log1p(-1)",
             "ldexp(0, 10**400)", "ldexp(1, 10**400)", "ldexp(1, -10**400)", "ldexp(1.0, 2.0)", "degrees(1e308)"):
    try:
        print(call, eval("math." + call))
    except (ValueError, OverflowError, TypeError) as error:
        print(call, type(error).__name__, error)
print(f"{3.1415:#.0} {3.1415:#.1} {31.4:#.2} {3.1415:#.2} {0.0:#.1} {3.1415:.1} {300.0:#.2}")

# Arrays are sequences; escapes may stand in text; a script has annotations.


def kind(x):
    match x:
        case [first, *_]:
            return first


print(kind(some), codecs.decode("a\\tb", "unicode_escape"), complex(1, 2).__complex__(), math.acosh(30), math.asinh(7))


def annotations():
    return __annotations__


print(annotations(), list(globals())[:8])
import itertools

try:
    itertools.tee([], n=2)
except TypeError as error:
    print(error)
