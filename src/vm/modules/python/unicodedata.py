"""The Unicode database: the machine's own tables answer."""
from _pylens import unicode as _ask

unidata_version = "15.1.0"


def _character(chr, function):
    if not isinstance(chr, str):
        raise TypeError(f"{function}() argument 1 must be a unicode character, not {type(chr).__name__}")
    if len(chr) != 1:
        raise TypeError(f"{function}() argument 1 must be a unicode character, not a string of length {len(chr)}")
    return chr


_MISSING = object()


def name(chr, default=_MISSING, /):
    found = _ask("name", _character(chr, "name"))
    if found is None:
        if default is _MISSING:
            raise ValueError("no such name")
        return default
    return found


def lookup(name, /):
    found = _ask("lookup", name)
    if found is None:
        raise KeyError(f"undefined character name '{name}'")
    return found


def decimal(chr, default=_MISSING, /):
    _character(chr, "decimal")
    if chr.isdecimal():
        return int(chr)
    if default is _MISSING:
        raise ValueError("not a decimal")
    return default


def digit(chr, default=_MISSING, /):
    _character(chr, "digit")
    if chr.isdecimal():
        return int(chr)
    found = _ask("digit", chr)
    if found:
        return int(found)
    if default is _MISSING:
        raise ValueError("not a digit")
    return default


def numeric(chr, default=_MISSING, /):
    _character(chr, "numeric")
    if chr.isdecimal():
        return float(int(chr))
    above, _, below = _ask("numeric", chr).partition("/")
    if above:
        return int(above) / int(below or 1)
    if default is _MISSING:
        raise ValueError("not a numeric character")
    return default


def category(chr, /):
    return _ask("category", _character(chr, "category"))


def normalize(form, unistr, /):
    if form not in ("NFC", "NFD", "NFKC", "NFKD"):
        raise ValueError("invalid normalization form")
    return _ask(form, unistr)


def is_normalized(form, unistr, /):
    return normalize(form, unistr) == unistr


def combining(chr, /):
    return int(_ask("combining", _character(chr, "combining")))


def east_asian_width(chr, /):
    return _ask("east_asian_width", _character(chr, "east_asian_width"))


def bidirectional(chr, /):
    return _ask("bidirectional", _character(chr, "bidirectional"))


def mirrored(chr, /):
    return int(_ask("mirrored", _character(chr, "mirrored")))


def decomposition(chr, /):
    return _ask("decomposition", _character(chr, "decomposition"))


class UCD:
    """The database as of Unicode 3.2, which names of hosts are prepared with: today's, as far as it has the character."""

    unidata_version = "3.2.0"

    def __init__(self):
        raise TypeError("cannot create 'unicodedata.UCD' instances")


for _function in (name, lookup, decimal, digit, numeric, category, normalize, is_normalized, combining, east_asian_width,
                  bidirectional, mirrored, decomposition):
    setattr(UCD, _function.__name__, staticmethod(_function))
UCD.__module__ = "unicodedata"
ucd_3_2_0 = object.__new__(UCD)
del _function
