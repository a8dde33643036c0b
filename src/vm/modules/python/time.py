"""Time: the clock is the machine's; calendar time is UTC."""
from _pylens_time import (
    monotonic, monotonic_ns, perf_counter, perf_counter_ns, process_time, process_time_ns, sleep, thread_time,
    thread_time_ns, time, time_ns)

timezone = altzone = daylight = 0
tzname = ("UTC", "UTC")
_STRUCT_TM_ITEMS = 11
CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW = range(5)
CLOCK_BOOTTIME = 7
CLOCK_TAI = 11
_FIELDS = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


class struct_time(tuple):
    n_fields, n_sequence_fields, n_unnamed_fields = 11, 9, 0
    __match_args__ = _FIELDS

    def __new__(cls, values, _dict=None):
        values = tuple(values)
        if len(values) < 9:
            raise TypeError(f"time.struct_time() takes an at least 9-sequence ({len(values)}-sequence given)")
        if len(values) > 11:
            raise TypeError(f"time.struct_time() takes an at most 11-sequence ({len(values)}-sequence given)")
        self = tuple.__new__(cls, values[:9])
        self._zone = (values[9:] + (None, None))[:2]
        return self

    tm_zone = property(lambda self: self._zone[0])
    tm_gmtoff = property(lambda self: self._zone[1])

    def __repr__(self):
        return "time.struct_time(" + ", ".join(f"{name}={value}" for name, value in zip(_FIELDS, self)) + ")"

    def __reduce__(self):
        return struct_time, (tuple(self) + self._zone,)


for _at, _name in enumerate(_FIELDS):
    setattr(struct_time, _name, property(lambda self, at=_at: self[at]))
del _at, _name


def _days(year, month, day):
    """Days since 1970-01-01."""
    month -= 2
    if month <= 0:
        month += 12
        year -= 1
    return year // 4 - year // 100 + year // 400 + 367 * month // 12 + day + year * 365 - 719499


def _civil(days):
    days += 719468
    era, day = divmod(days, 146097)
    year = (day - day // 1460 + day // 36524 - day // 146096) // 365
    day -= 365 * year + year // 4 - year // 100
    month = (5 * day + 2) // 153
    date = day - (153 * month + 2) // 5 + 1
    month = month + 3 if month < 10 else month - 9
    return year + era * 400 + (month <= 2), month, date


def gmtime(seconds=None, /):
    seconds = time() if seconds is None else seconds
    if isinstance(seconds, str):
        raise TypeError("'str' object cannot be interpreted as an integer")
    seconds = int(seconds // 1)
    days, rest = divmod(seconds, 86400)
    year, month, day = _civil(days)
    return struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7,
                        days - _days(year, 1, 1) + 1, 0, "UTC", 0))


localtime = gmtime


def localtime(seconds=None, /):
    return gmtime(seconds)


def mktime(t, /):
    year, month, day, hour, minute, second = t[:6]
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    return float((_days(year, month, 1) + day - 1) * 86400 + hour * 3600 + minute * 60 + second)


def asctime(t=None, /):
    t = localtime() if t is None else t
    return (f"{_DAYS[t[6]][:3]} {_MONTHS[t[1] - 1][:3]} {t[2]:2d} {t[3]:02d}:{t[4]:02d}:{t[5]:02d} {t[0]}")


def ctime(seconds=None, /):
    return asctime(localtime(seconds))


def strftime(format, t=None, /):
    t = localtime() if t is None else t
    if not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) < 9:
        raise TypeError("strftime(): illegal time tuple argument")
    year, month, day, hour, minute, second, weekday, yearday = t[:8]
    out, at = [], 0
    while at < len(format):
        c = format[at]
        at += 1
        if c != "%" or at >= len(format):
            out.append(c)
            continue
        code = format[at]
        at += 1
        pad = None
        if code in "-_0" and at < len(format):
            pad, code = code, format[at]
            at += 1
        sunday = (weekday + 1) % 7
        if code in "GVu":
            iso_year, iso_week, iso_day = _iso(year, yearday, weekday)
        simple = {
            "Y": lambda: str(year), "m": lambda: f"{month:02d}", "d": lambda: f"{day:02d}",
            "H": lambda: f"{hour:02d}", "M": lambda: f"{minute:02d}", "S": lambda: f"{second:02d}",
            "I": lambda: f"{(hour + 11) % 12 + 1:02d}", "p": lambda: "AM" if hour < 12 else "PM",
            "y": lambda: f"{year % 100:02d}", "C": lambda: f"{year // 100:02d}", "j": lambda: f"{yearday:03d}",
            "a": lambda: _DAYS[weekday][:3], "A": lambda: _DAYS[weekday], "w": lambda: str(sunday),
            "b": lambda: _MONTHS[month - 1][:3], "h": lambda: _MONTHS[month - 1][:3],
            "B": lambda: _MONTHS[month - 1], "e": lambda: f"{day:2d}",
            "D": lambda: strftime("%m/%d/%y", t), "x": lambda: strftime("%m/%d/%y", t),
            "X": lambda: strftime("%H:%M:%S", t), "T": lambda: strftime("%H:%M:%S", t),
            "R": lambda: strftime("%H:%M", t), "r": lambda: strftime("%I:%M:%S %p", t),
            "F": lambda: strftime("%Y-%m-%d", t), "c": lambda: strftime("%a %b %e %H:%M:%S %Y", t),
            "U": lambda: f"{(yearday + 6 - sunday) // 7:02d}", "W": lambda: f"{(yearday + 6 - weekday) // 7:02d}",
            "G": lambda: str(iso_year), "V": lambda: f"{iso_week:02d}", "u": lambda: str(iso_day),
            "s": lambda: str(int(mktime(t))), "Z": lambda: "UTC", "z": lambda: "+0000", "n": lambda: "\n",
            "t": lambda: "\t", "%": lambda: "%", "k": lambda: f"{hour:2d}", "l": lambda: f"{(hour + 11) % 12 + 1:2d}",
            "P": lambda: "am" if hour < 12 else "pm",
        }.get(code)
        if simple is None:
            out.append("%" + code)
            continue
        text = simple()
        if pad == "-":
            text = text.lstrip("0 ") or "0"
        elif pad == "_":
            text = text.lstrip("0").rjust(len(text))
        out.append(text)
    return "".join(out)


def _iso(year, yearday, weekday):
    week = (yearday - weekday + 9) // 7
    if week < 1:
        year -= 1
        last = _days(year + 1, 1, 1) - _days(year, 1, 1)
        return year, (yearday + last - weekday + 9) // 7, weekday + 1
    if week == 53 and (_days(year + 1, 1, 1) + 3) % 7 <= 3:
        return year + 1, 1, weekday + 1
    return year, week, weekday + 1


def strptime(data_string, format="%a %b %d %H:%M:%S %Y", /):
    import _strptime
    return _strptime._strptime_time(data_string, format)


def tzset():
    pass


def get_clock_info(name, /):
    from types import SimpleNamespace
    if name not in ("time", "monotonic", "perf_counter", "process_time", "thread_time"):
        raise ValueError("unknown clock")
    return SimpleNamespace(implementation="pylens", monotonic=name != "time", adjustable=name == "time",
                           resolution=1e-09)


def clock_gettime(clk_id, /):
    return time()


def clock_gettime_ns(clk_id, /):
    return time_ns()


def clock_getres(clk_id, /):
    return 1e-09
