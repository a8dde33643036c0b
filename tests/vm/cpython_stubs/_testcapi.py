"""Stands in for what CPython's tests of tracebacks want of its extension module: how the machine itself prints them."""
import sys


def exception_print(value, legacy=False, /):
    if not isinstance(value, BaseException):
        raise TypeError(f"an exception is required, got {type(value).__name__}")
    sys.__excepthook__(type(value), value, value.__traceback__)
