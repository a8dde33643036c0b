"""`decimal` in Python, with the complaints and the order of signals of CPython's C."""
import _pydecimal
from _pydecimal import *
from _pydecimal import __version__, __libmpdec_version__

# The order of the signals in libmpdec's status word.
_ORDER = (Clamped, InvalidOperation, DivisionByZero, Inexact, FloatOperation, Overflow, Rounded, Subnormal, Underflow)


def _raise_error(self, condition, explanation=None, *args):
    error = _pydecimal._condition_map.get(condition, condition)
    if error in self._ignored_flags:
        return error().handle(self, *args)
    self.flags[error] = 1
    if not self.traps[error]:
        return condition().handle(self, *args)
    raise error([condition])


def _context_text(self):
    def names(signals):
        return "[" + ", ".join(signal.__name__ for signal in _ORDER if signals[signal]) + "]"
    return (f"Context(prec={self.prec}, rounding={self.rounding}, Emin={self.Emin}, Emax={self.Emax}, "
            f"capitals={self.capitals}, clamp={self.clamp}, flags={names(self.flags)}, traps={names(self.traps)})")


def _new(cls, value="0", context=None):
    try:
        return _plain_new(cls, value, context)
    except TypeError as error:
        if error.args and isinstance(error.args[0], str) and error.args[0].startswith("Cannot convert"):
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported") from None
        raise


_plain_new = Decimal.__new__
Decimal.__new__ = _new
Context._raise_error = _raise_error
Context.__repr__ = _context_text
