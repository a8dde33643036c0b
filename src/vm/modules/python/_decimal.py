"""`decimal` in Python, with the complaints and the order of signals of CPython's C."""
import _pydecimal
from _pydecimal import *
from _pydecimal import __version__, __libmpdec_version__
from _pylens import seal as _seal

# The order of the signals in libmpdec's status word.
_ORDER = (Clamped, InvalidOperation, DivisionByZero, Inexact, FloatOperation, Overflow, Rounded, Subnormal, Underflow)

# What a function says in Python, and in C.
_WORDS = {
    "Invalid tuple size in creation of Decimal from list or tuple.  The list or tuple should have exactly three elements.":
        "argument must be a sequence of length 3",
    "Invalid sign.  The first value in the tuple should be an integer; either 0 for a positive number or 1 for a "
    "negative number.": "sign must be an integer with the value 0 or 1",
    "The second value in the tuple must be composed of integers in the range 0 through 9.":
        "coefficient must be a tuple of digits",
    "The third value in the tuple must be an integer, or one of the strings 'F', 'n', 'N'.":
        "string argument in the third position must be 'F', 'n' or 'N'",
    "argument must be int or float.": "argument must be int or float",
    "Cannot hash a signaling NaN value.": "Cannot hash a signaling NaN value",
    "Cannot convert signaling NaN to float": "cannot convert signaling NaN to float",
    "Cannot convert NaN to integer": "cannot convert NaN to integer",
    "Cannot convert infinity to integer": "cannot convert Infinity to integer",
    "cannot round a NaN": "cannot convert NaN to integer",
    "cannot round an infinity": "cannot convert Infinity to integer",
    "Second argument to round should be integral": "optional arg must be an integer",
}
_RANGES = {"prec": "[1, MAX_PREC]", "Emin": "[MIN_EMIN, 0]", "Emax": "[0, MAX_EMAX]"}
_ROUNDINGS = """valid values for rounding are:
  [ROUND_CEILING, ROUND_FLOOR, ROUND_UP, ROUND_DOWN,
   ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_HALF_EVEN,
   ROUND_05UP]"""


def _reword(namespace):
    for function in namespace.values():
        function = getattr(function, "__func__", function)
        code = getattr(function, "__code__", None)
        if code is not None and any(type(value) is str and value in _WORDS for value in code.co_consts):
            words = (_WORDS.get(value, value) if type(value) is str else value for value in code.co_consts)
            function.__code__ = code.replace(co_consts=tuple(words))


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


def _refuse(value):
    raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported")


def _new(cls, value="0", context=None):
    if isinstance(value, (tuple, list)) and len(value) == 3:
        if not isinstance(value[1], (tuple, list)):
            raise ValueError("coefficient must be a tuple of digits")
        if not isinstance(value[2], (int, str)):
            raise ValueError("exponent must be an integer")
    try:
        return _plain_new(cls, value, context)
    except TypeError as error:
        if error.args and isinstance(error.args[0], str) and error.args[0].startswith("Cannot convert"):
            raise TypeError(f"conversion from {type(value).__name__} to Decimal is not supported") from None
        raise


def _convert_other(other, raiseit=False, allow_float=False):
    result = _plain_convert(other, False, allow_float)
    if raiseit and result is NotImplemented:
        _refuse(other)
    return result


def _set_attribute(self, name, value):
    if name == "rounding":
        if not isinstance(value, str) or value not in _pydecimal._rounding_modes:
            raise TypeError(_ROUNDINGS)
    elif name in ("prec", "Emin", "Emax", "capitals", "clamp"):
        if not isinstance(value, int):
            raise TypeError("an integer is required")
        low, high = {"prec": (1, MAX_PREC), "Emin": (MIN_EMIN, 0), "Emax": (0, MAX_EMAX)}.get(name, (0, 1))
        if not low <= value <= high:
            raise ValueError(f"valid range for {name} is {_RANGES[name]}" if name in _RANGES else
                             f"valid values for {name} are 0 or 1")
    elif name in ("flags", "traps"):
        if not isinstance(value, dict):
            raise TypeError("argument must be a signal dict")
    elif name != "_ignored_flags":
        raise AttributeError(f"'decimal.Context' object has no attribute '{name}'")
    return _plain_set(self, name, value)


def _delete_attribute(self, name):
    raise AttributeError("context attributes cannot be deleted")


def _divmod(self, value, context=None):
    other = _convert_other(value)
    if other is not NotImplemented and not other and self and self._exp not in ("F", "n", "N"):
        context = context or getcontext()
        context.flags[InvalidOperation] = context.flags[DivisionByZero] = 1
        for error in InvalidOperation, DivisionByZero:
            if context.traps[error]:
                raise error([InvalidOperation, DivisionByZero])
    return _plain_divmod(self, value, context)


def _format(self, specifier, context=None, _localeconv=None):
    if not isinstance(specifier, str):
        raise TypeError("format arg must be str")
    try:
        return _plain_format(self, specifier, context, _localeconv)
    except ValueError:
        raise ValueError("invalid format string") from None


def _quantize(self, exp, rounding=None, context=None):
    _check_context(context)
    if rounding is not None and (not isinstance(rounding, str) or rounding not in _pydecimal._rounding_modes):
        raise TypeError(_ROUNDINGS)
    return _plain_quantize(self, exp, rounding, context)


def _check_context(context):
    if context is not None and not isinstance(context, Context):
        raise TypeError("optional argument must be a context")


def setcontext(context, /):
    if not isinstance(context, Context):
        raise TypeError("argument must be a context")
    return _pydecimal.setcontext(context)


def localcontext(ctx=None, **kwargs):
    _check_context(ctx)
    for name in kwargs:
        if name not in ("prec", "rounding", "Emin", "Emax", "capitals", "clamp", "flags", "traps"):
            raise TypeError(f"this function got an unexpected keyword argument '{name}'")
    return _pydecimal.localcontext(ctx, **kwargs)


_plain_new, _plain_divmod, _plain_format, _plain_quantize = \
    Decimal.__new__, Decimal.__divmod__, Decimal.__format__, Decimal.quantize
_plain_convert, _plain_set = _pydecimal._convert_other, Context.__setattr__
_new.__qualname__, _new.__name__ = "Decimal.__new__", "__new__"
_quantize.__qualname__, _quantize.__name__ = "Decimal.quantize", "quantize"
for _class in Decimal, Context:
    _reword(_class.__dict__)
Decimal.__new__, Decimal.__divmod__, Decimal.__format__, Decimal.quantize = _new, _divmod, _format, _quantize
_pydecimal._convert_other = _convert_other
Context._raise_error, Context.__repr__ = _raise_error, _context_text
Context.__setattr__, Context.__delattr__ = _set_attribute, _delete_attribute
_seal("decimal", Decimal, Context)
