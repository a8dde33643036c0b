# Look at greeting: it runs once

import sys

import greeting
import greeting as again
from greeting import hello

print(hello("world"), greeting is again, "greeting" in sys.modules)
print(__name__, greeting.__name__)
greeting.times = 3
print(again.times)


def local_import():
    from greeting import times
    return times


print(local_import())
if __name__ == "__main__":
    print("run as a program")

import missing_module       # fails only here, when the instruction is reached
