"""Functions of complex numbers."""
import math as _math

pi, e, tau, inf, nan = _math.pi, _math.e, _math.tau, _math.inf, _math.nan
infj, nanj = complex(0.0, inf), complex(0.0, nan)

_copysign, _atan2, _isfinite, _isinf, _isnan = \
    _math.copysign, _math.atan2, _math.isfinite, _math.isinf, _math.isnan
_LN2 = 0.6931471805599453
_LARGEST, _SMALLEST = 1.7976931348623157e308, 2.2250738585072014e-308
# Beyond these a square, a sum of squares or `exp` is no longer a finite number.
_LARGE = _LARGEST / 4.0
_SQRT_LARGE, _LOG_LARGE, _SQRT_SMALLEST = _math.sqrt(_LARGE), _math.log(_LARGE), _math.sqrt(_SMALLEST)

# Results where a part is infinite or no number: rows by the real part, from minus infinity over negative numbers, the zeros
# and positive numbers to plus infinity and no number; columns by the imaginary part likewise. Each entry is two parts of _PARTS.
_PARTS = {"I": inf, "i": -inf, "P": pi, "p": -pi, "H": pi / 2, "h": -pi / 2, "Q": pi / 4, "q": -pi / 4,
          "T": 0.75 * pi, "t": -0.75 * pi, "0": 0.0, "o": -0.0, "1": 1.0, "m": -1.0, "N": nan, ".": nan, "!": nan}
_ENDS = {
    "acos": "TI PI PI Pi Pi Ti NI|HI .. .. .. .. Hi NN|HI .. .. .. .. Hi HN|HI .. .. .. .. Hi HN|HI .. .. .. .. Hi NN|QI 0I 0I 0i 0i Qi NI|NI NN NN NN NN Ni NN",
    "acosh": "It Ip Ip IP IP IT IN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Iq Io Io I0 I0 IQ IN|IN NN NN NN NN IN NN",
    "asinh": "iq io io i0 i0 iQ iN|ih .. .. .. .. iH NN|ih .. .. .. .. iH NN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Iq Io Io I0 I0 IQ IN|IN NN No N0 NN IN NN",
    "atanh": "oh oh oh oH oH oH oN|oh .. .. .. .. oH NN|oh .. .. .. .. oH oN|0h .. .. .. .. 0H 0N|0h .. .. .. .. 0H NN|0h 0h 0h 0H 0H 0H 0N|0h NN NN NN NN 0H NN",
    "cosh": "!! II I0 Io Ii !! IN|!! .. .. .. .. !! NN|!! .. .. .. .. !! N0|!! .. .. .. .. !! N0|!! .. .. .. .. !! NN|!! Ii Io I0 II !! IN|NN NN N0 N0 NN NN NN",
    "exp": "00 0o 0o 00 00 00 00|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|!! Ii Io I0 II !! IN|NN NN No N0 NN NN NN",
    "log": "It Ip Ip IP IP IT IN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Ih .. .. .. .. IH NN|Iq Io Io I0 I0 IQ IN|IN NN NN NN NN IN NN",
    "sinh": "!! ii io i0 iI !! IN|!! .. .. .. .. !! NN|!! .. .. .. .. !! 0N|!! .. .. .. .. !! 0N|!! .. .. .. .. !! NN|!! Ii Io I0 II !! IN|NN NN No N0 NN NN NN",
    "sqrt": "Ii 0i 0i 0I 0I II NI|Ii .. .. .. .. II NN|Ii .. .. .. .. II NN|Ii .. .. .. .. II NN|Ii .. .. .. .. II NN|Ii Io Io I0 I0 II IN|Ii NN NN NN NN II NN",
    "tanh": "m0 mo mo m0 m0 m0 m0|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|!! .. .. .. .. !! NN|10 1o 1o 10 10 10 10|NN NN No N0 NN NN NN",
    "rect": "!! iI i0 io ii !! IN|!! .. .. .. .. !! NN|00 .. .. .. .. 00 00|00 .. .. .. .. 00 00|!! .. .. .. .. !! NN|!! Ii Io I0 II !! IN|NN NN N0 N0 NN NN NN",
}


def _hypot(x, y):
    # Not that of `math`, which is more exact.
    return abs(complex(x, y))


def _kind(x):
    if _isnan(x):
        return 6
    if _isinf(x):
        return 5 if x > 0 else 0
    if x:
        return 4 if x > 0 else 1
    return 3 if _copysign(1.0, x) > 0 else 2


def _end(name, real, imag):
    """The result at an end of the numbers."""
    entry = _ENDS[name].split("|")[_kind(real)][_kind(imag) * 3:][:2]
    if entry == "!!":
        raise ValueError("math domain error")
    return complex(_PARTS[entry[0]], _PARTS[entry[1]])


def _turned(real, imag, size):
    """A number of infinite or no size in the direction of an angle."""
    return complex(_copysign(size, real), _copysign(size, imag))


def _parts(z):
    if type(z) is not complex:
        kind = type(z)
        if not (isinstance(z, complex) or hasattr(kind, "__complex__") or hasattr(kind, "__float__")
                or hasattr(kind, "__index__")):
            raise TypeError(f"must be real number, not {kind.__name__}")
        z = complex(z)
    return z.real, z.imag


def _complex(real, imag):
    """A result, which may be too large."""
    if _isinf(real) or _isinf(imag):
        raise OverflowError("math range error")
    return complex(real, imag)


def phase(z, /):
    real, imag = _parts(z)
    return _atan2(imag, real)


def polar(z, /):
    real, imag = _parts(z)
    return abs(complex(real, imag)), _atan2(imag, real)


def rect(r, phi, /):
    r, phi = float(r), float(phi)
    if not _isfinite(r) or not _isfinite(phi):
        if _isinf(r) and _isfinite(phi) and phi:
            z = _turned(_math.cos(phi), _math.sin(phi), inf)
            return z if r > 0 else -z
        return _end("rect", r, phi)
    if not phi:
        return complex(r, r * phi)
    return complex(r * _math.cos(phi), r * _math.sin(phi))


def exp(z, /):
    real, imag = _parts(z)
    if not _isfinite(real) or not _isfinite(imag):
        if _isinf(real) and _isfinite(imag) and imag:
            return _turned(_math.cos(imag), _math.sin(imag), inf if real > 0 else 0.0)
        return _end("exp", real, imag)
    if real > _LOG_LARGE:
        size = _math.exp(real - 1.0)
        return _complex(size * _math.cos(imag) * e, size * _math.sin(imag) * e)
    size = _math.exp(real)
    return complex(size * _math.cos(imag), size * _math.sin(imag))


def _log(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        return _end("log", real, imag)
    ax, ay = abs(real), abs(imag)
    if ax > _LARGE or ay > _LARGE:
        size = _math.log(_hypot(ax / 2.0, ay / 2.0)) + _LN2
    elif ax < _SMALLEST and ay < _SMALLEST:
        if not ax and not ay:
            raise ValueError("math domain error")
        size = _math.log(_hypot(_math.ldexp(ax, 53), _math.ldexp(ay, 53))) - 53 * _LN2
    else:
        h = _hypot(ax, ay)
        if 0.71 <= h <= 1.73:
            most, least = max(ax, ay), min(ax, ay)
            size = _math.log1p((most - 1) * (most + 1) + least * least) / 2.0
        else:
            size = _math.log(h)
    return complex(size, _atan2(imag, real))


def log(z, base=None, /):
    result = _log(*_parts(z))
    if base is None:
        return result
    base = _log(*_parts(base))
    if not base:
        raise ValueError("math domain error")
    return result / base


def log10(z, /):
    result = _log(*_parts(z))
    return complex(result.real / 2.302585092994046, result.imag / 2.302585092994046)


def sqrt(z, /):
    return complex(*_sqrt(*_parts(z)))


def _sqrt(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        z = _end("sqrt", real, imag)
        return z.real, z.imag
    if not real and not imag:
        return 0.0, imag
    ax, ay = abs(real), abs(imag)
    if ax < _SMALLEST and ay < _SMALLEST:
        ax = _math.ldexp(ax, 53)
        s = _math.ldexp(_math.sqrt(ax + _hypot(ax, _math.ldexp(ay, 53))), -27)
    else:
        ax /= 8.0
        s = 2.0 * _math.sqrt(ax + _hypot(ax, ay / 8.0))
    d = ay / (2.0 * s)
    if real >= 0.0:
        return s, _copysign(d, imag)
    return d, _copysign(s, imag)


def _along_the_other_axis(hyperbolic, z):
    """A function of angles by that of the hyperbola: of the number turned by a quarter, and turned back."""
    real, imag = _parts(z)
    z = hyperbolic(-imag, real)
    return complex(z.imag, -z.real)


def cos(z, /):
    real, imag = _parts(z)
    return _cosh(-imag, real)


def sin(z, /):
    return _along_the_other_axis(_sinh, z)


def tan(z, /):
    return _along_the_other_axis(_tanh, z)


def cosh(z, /):
    return _cosh(*_parts(z))


def _cosh(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        if _isinf(real) and _isfinite(imag) and imag:
            z = _turned(_math.cos(imag), _math.sin(imag), inf)
            return z if real > 0 else z.conjugate()
        return _end("cosh", real, imag)
    if abs(real) > _LOG_LARGE:
        less = real - _copysign(1.0, real)
        return _complex(_math.cos(imag) * _math.cosh(less) * e, _math.sin(imag) * _math.sinh(less) * e)
    return _complex(_math.cos(imag) * _math.cosh(real), _math.sin(imag) * _math.sinh(real))


def sinh(z, /):
    return _sinh(*_parts(z))


def _sinh(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        if _isinf(real) and _isfinite(imag) and imag:
            z = _turned(_math.cos(imag), _math.sin(imag), inf)
            return z if real > 0 else -z.conjugate()
        return _end("sinh", real, imag)
    if abs(real) > _LOG_LARGE:
        less = real - _copysign(1.0, real)
        return _complex(_math.cos(imag) * _math.sinh(less) * e, _math.sin(imag) * _math.cosh(less) * e)
    return _complex(_math.cos(imag) * _math.sinh(real), _math.sin(imag) * _math.cosh(real))


def tanh(z, /):
    return _tanh(*_parts(z))


def _tanh(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        if _isinf(real) and _isfinite(imag) and imag:
            return complex(_copysign(1.0, real), _copysign(0.0, 2.0 * _math.sin(imag) * _math.cos(imag)))
        return _end("tanh", real, imag)
    if abs(real) > _LOG_LARGE:
        return complex(_copysign(1.0, real),
                       4.0 * _math.sin(imag) * _math.cos(imag) * _math.exp(-2.0 * abs(real)))
    t, u = _math.tanh(real), _math.tan(imag)
    c = 1.0 / _math.cosh(real)
    both = t * u
    d = 1.0 + both * both
    return complex(t * (1.0 + u * u) / d, u / d * c * c)


def _far(real, imag):
    """The logarithm of twice the size of a number that is too large to be squared."""
    return _math.log(_hypot(real / 2.0, imag / 2.0)) + _LN2 * 2.0


def acos(z, /):
    real, imag = _parts(z)
    if not _isfinite(real) or not _isfinite(imag):
        return _end("acos", real, imag)
    if abs(real) > _LARGE or abs(imag) > _LARGE:
        far = _far(real, imag)
        return complex(_atan2(abs(imag), real), -_copysign(far, imag) if real < 0.0 else _copysign(far, -imag))
    (a, b), (c, d) = _sqrt(1.0 - real, -imag), _sqrt(1.0 + real, imag)
    return complex(2.0 * _atan2(a, c), _math.asinh(c * b - d * a))


def acosh(z, /):
    real, imag = _parts(z)
    if not _isfinite(real) or not _isfinite(imag):
        return _end("acosh", real, imag)
    if abs(real) > _LARGE or abs(imag) > _LARGE:
        return complex(_far(real, imag), _atan2(imag, real))
    (a, b), (c, d) = _sqrt(real - 1.0, imag), _sqrt(real + 1.0, imag)
    return complex(_math.asinh(a * c + b * d), 2.0 * _atan2(b, c))


def asin(z, /):
    return _along_the_other_axis(_asinh, z)


def asinh(z, /):
    return _asinh(*_parts(z))


def _asinh(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        return _end("asinh", real, imag)
    if abs(real) > _LARGE or abs(imag) > _LARGE:
        far = _far(real, imag)
        return complex(_copysign(far, real) if imag >= 0.0 else -_copysign(far, -real), _atan2(imag, abs(real)))
    (a, b), (c, d) = _sqrt(1.0 + imag, -real), _sqrt(1.0 - imag, real)
    return complex(_math.asinh(a * d - c * b), _atan2(imag, a * c - b * d))


def atan(z, /):
    return _along_the_other_axis(_atanh, z)


def atanh(z, /):
    return _atanh(*_parts(z))


def _atanh(real, imag):
    if not _isfinite(real) or not _isfinite(imag):
        return _end("atanh", real, imag)
    if real < 0.0 or not real and _copysign(1.0, real) < 0.0:
        return -_atanh(-real, -imag)
    ay = abs(imag)
    if real > _SQRT_LARGE or ay > _SQRT_LARGE:
        h = _hypot(real / 2.0, imag / 2.0)
        return complex(real / 4.0 / h / h, -_copysign(pi / 2.0, -imag))
    if real == 1.0 and ay < _SQRT_SMALLEST:
        if not ay:
            raise ValueError("math domain error")
        return complex(-_math.log(_math.sqrt(ay) / _math.sqrt(_hypot(ay, 2.0))),
                       _copysign(_atan2(2.0, -ay) / 2, imag))
    return complex(_math.log1p(4.0 * real / ((1 - real) * (1 - real) + ay * ay)) / 4.0,
                   -_atan2(-2.0 * imag, (1 - real) * (1 + real) - ay * ay) / 2.0)


def isfinite(z, /):
    real, imag = _parts(z)
    return _isfinite(real) and _isfinite(imag)


def isinf(z, /):
    real, imag = _parts(z)
    return _isinf(real) or _isinf(imag)


def isnan(z, /):
    real, imag = _parts(z)
    return _isnan(real) or _isnan(imag)


def isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0):
    a, b, rel_tol, abs_tol = complex(*_parts(a)), complex(*_parts(b)), float(rel_tol), float(abs_tol)
    if rel_tol < 0 or abs_tol < 0:
        raise ValueError("tolerances must be non-negative")
    if a == b:
        return True
    if isinf(a) or isinf(b):
        return False
    difference = abs(a - b)
    return difference <= rel_tol * abs(b) or difference <= rel_tol * abs(a) or difference <= abs_tol
