"""The locales `C` and `C.UTF-8`, which every system has; no others are installed here."""


class Error(Exception):
    pass


Error.__module__ = "locale"
CHAR_MAX = 127
LC_CTYPE, LC_NUMERIC, LC_TIME, LC_COLLATE, LC_MONETARY, LC_MESSAGES, LC_ALL = range(7)
_CATEGORIES = {0: "LC_CTYPE", 1: "LC_NUMERIC", 2: "LC_TIME", 3: "LC_COLLATE", 4: "LC_MONETARY", 5: "LC_MESSAGES",
               7: "LC_PAPER", 8: "LC_NAME", 9: "LC_ADDRESS", 10: "LC_TELEPHONE", 11: "LC_MEASUREMENT",
               12: "LC_IDENTIFICATION"}
_current = dict.fromkeys(_CATEGORIES, "C")
_current[LC_CTYPE] = "C.UTF-8"
_KNOWN = {"": "C.UTF-8", "C": "C", "POSIX": "C", "C.UTF-8": "C.UTF-8", "C.utf8": "C.utf8"}

CODESET, RADIXCHAR, THOUSEP, CRNCYSTR, YESEXPR, NOEXPR = 14, 65536, 65537, 262159, 327680, 327681
ABDAY_1, ABDAY_2, ABDAY_3, ABDAY_4, ABDAY_5, ABDAY_6, ABDAY_7 = range(131072, 131079)
DAY_1, DAY_2, DAY_3, DAY_4, DAY_5, DAY_6, DAY_7 = range(131079, 131086)
(ABMON_1, ABMON_2, ABMON_3, ABMON_4, ABMON_5, ABMON_6, ABMON_7, ABMON_8, ABMON_9, ABMON_10, ABMON_11,
 ABMON_12) = range(131086, 131098)
MON_1, MON_2, MON_3, MON_4, MON_5, MON_6, MON_7, MON_8, MON_9, MON_10, MON_11, MON_12 = range(131098, 131110)
AM_STR, PM_STR, D_T_FMT, D_FMT, T_FMT, T_FMT_AMPM, ERA = range(131110, 131117)
ERA_D_FMT, ALT_DIGITS, ERA_D_T_FMT, ERA_T_FMT, _DATE_FMT = 131118, 131119, 131120, 131121, 131180
_DAYS = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"]
_MONTHS = ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
           "December"]
_INFO = dict(enumerate([*(day[:3] for day in _DAYS), *_DAYS, *(month[:3] for month in _MONTHS), *_MONTHS, "AM", "PM",
                        "%a %b %e %H:%M:%S %Y", "%m/%d/%y", "%H:%M:%S", "%I:%M:%S %p", ""], ABDAY_1))
_INFO |= {RADIXCHAR: ".", THOUSEP: "", CRNCYSTR: "-", YESEXPR: "^[yY]", NOEXPR: "^[nN]", ERA_D_FMT: "", ALT_DIGITS: "",
          ERA_D_T_FMT: "", ERA_T_FMT: "", _DATE_FMT: "%a %b %e %H:%M:%S %Z %Y"}


def _text(value, function, number):
    if not isinstance(value, str):
        raise TypeError(f"{function}() argument {number} must be str, not {type(value).__name__}")
    if "\0" in value:
        raise ValueError("embedded null character")
    return value


def setlocale(category, locale=None, /):
    category = category.__index__() if hasattr(type(category), "__index__") else _not_a_number(category)
    if locale is None:
        if category == LC_ALL:
            if len(set(_current.values())) == 1:
                return _current[LC_CTYPE]
            return ";".join(f"{name}={_current[number]}" for number, name in _CATEGORIES.items())
        if category not in _current:
            raise Error("locale query failed")
        return _current[category]
    if not isinstance(locale, str):
        raise TypeError(f"setlocale() argument 2 must be str or None, not {type(locale).__name__}")
    if "\0" in locale:
        raise ValueError("embedded null character")
    wanted = {}
    if category == LC_ALL and ";" in locale:
        numbers = {name: number for number, name in _CATEGORIES.items()}
        for part in locale.split(";"):
            name, _, value = part.partition("=")
            wanted[numbers.get(name)] = _KNOWN.get(value)
    else:
        wanted = dict.fromkeys(_CATEGORIES if category == LC_ALL else [category], _KNOWN.get(locale))
    if None in wanted.values() or not wanted.keys() <= _current.keys():
        raise Error("unsupported locale setting")
    _current.update(wanted)
    return setlocale(category)


def _not_a_number(value):
    raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")


def localeconv():
    return {"int_curr_symbol": "", "currency_symbol": "", "mon_decimal_point": "", "mon_thousands_sep": "",
            "mon_grouping": [], "positive_sign": "", "negative_sign": "", "int_frac_digits": 127, "frac_digits": 127,
            "p_cs_precedes": 127, "p_sep_by_space": 127, "n_cs_precedes": 127, "n_sep_by_space": 127,
            "p_sign_posn": 127, "n_sign_posn": 127, "decimal_point": ".", "thousands_sep": "", "grouping": []}


def strcoll(os1, os2, /):
    a, b = _text(os1, "strcoll", 1), _text(os2, "strcoll", 2)
    return (a > b) - (a < b)


def strxfrm(string, /):
    return _text(string, "strxfrm", 1)


def nl_langinfo(key, /):
    if key == CODESET:
        return "ANSI_X3.4-1968" if _current[LC_CTYPE] == "C" else "UTF-8"
    if key not in _INFO:
        raise ValueError("unsupported langinfo constant")
    return _INFO[key]


def getencoding():
    return "UTF-8"


_domain = "messages"


def gettext(msg, /):
    return msg


def dgettext(domain, msg, /):
    return msg


def dcgettext(domain, msg, category, /):
    return msg


def textdomain(domain, /):
    global _domain
    if domain is not None:
        _domain = domain or "messages"
    return _domain


def bindtextdomain(domain, dir, /):
    if not domain:
        raise Error("domain must be a non-empty string")
    return "/usr/share/locale" if dir is None else dir


def bind_textdomain_codeset(domain, codeset, /):
    return codeset
