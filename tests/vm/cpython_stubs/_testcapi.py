"""Stands in for what CPython's tests of tracebacks want of its extension module: how the machine itself prints them."""
import sys


def exception_print(value, legacy=False, /):
    if not isinstance(value, BaseException):
        sys.stderr.write(f"TypeError: print_exception(): Exception expected for value, {type(value).__name__} found\n")
        return
    sys.__excepthook__(type(value), value, value.__traceback__)
