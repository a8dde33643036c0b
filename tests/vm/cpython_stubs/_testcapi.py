"""Stands in for what CPython's tests want of its extension module: how the machine itself prints tracebacks; for those of
`sys.monitoring` code that is not Python's, of which nothing is ever heard."""
import sys


def exception_print(value, legacy=False, /):
    if not isinstance(value, BaseException):
        sys.stderr.write(f"TypeError: print_exception(): Exception expected for value, {type(value).__name__} found\n")
        return
    sys.__excepthook__(type(value), value, value.__traceback__)


class CodeLike:
    def __init__(self, events):
        self.events = events


def __getattr__(name):
    if not name.startswith(("fire_event_", "monitoring_")):
        raise AttributeError(name)

    def function(*args):
        raise NotImplementedError(f"_testcapi.{name}")
    return function
