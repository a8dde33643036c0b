"""Time: the clock is the machine's; calendar time is UTC."""
from _pylens_time import (
    monotonic, monotonic_ns, perf_counter, perf_counter_ns, process_time, process_time_ns, sleep, thread_time,
    thread_time_ns, time, time_ns)
from _operator import index as _index
from _pylens_structseq import structseq

timezone = altzone = daylight = 0
tzname = ("UTC", "UTC")
_STRUCT_TM_ITEMS = 11
_NOW = object()
CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID, CLOCK_MONOTONIC_RAW = range(5)
CLOCK_BOOTTIME = 7
CLOCK_TAI = 11
_FIELDS = ("tm_year", "tm_mon", "tm_mday", "tm_hour", "tm_min", "tm_sec", "tm_wday", "tm_yday", "tm_isdst")
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December")


struct_time = structseq("time", "struct_time", _FIELDS + ("tm_zone", "tm_gmtoff"), 9,
                        "A moment by the calendar and the clock. The year is that of the calendar, not counted from 1900.")


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


def _seconds(value):
    """The whole seconds of a moment."""
    if value is None:
        return int(time() // 1)
    if isinstance(value, float):
        if value != value:
            raise ValueError("Invalid value NaN (not a number)")
        if not -9.3e18 < value < 9.3e18:
            raise OverflowError("timestamp out of range for platform time_t")
        return int(value // 1)
    value = _index(value)
    if not -1 << 63 <= value < 1 << 63:
        raise OverflowError("timestamp out of range for platform time_t")
    return value


def _broken_down(seconds, zone):
    days, rest = divmod(_seconds(seconds), 86400)
    year, month, day = _civil(days)
    if not -1 << 31 <= year - 1900 < 1 << 31:
        raise OSError(75, "Value too large for defined data type")
    return struct_time((year, month, day, rest // 3600, rest // 60 % 60, rest % 60, (days + 3) % 7,
                        days - _days(year, 1, 1) + 1, 0, zone, 0))


def gmtime(seconds=None, /):
    return _broken_down(seconds, "GMT")


def localtime(seconds=None, /):
    return _broken_down(seconds, "UTC")


def _fields(function, t):
    """The parts of a time: nine numbers in the ranges that C has, weekdays from Sunday on, and the rest of the structure."""
    if not isinstance(t, tuple):
        raise TypeError("Tuple or struct_time argument required")
    if len(t) != 9:
        raise TypeError(f"{function}(): illegal time tuple argument")
    values = []
    for value in t:
        value = _index(value)
        if not -1 << 31 <= value < 1 << 31:
            raise OverflowError("signed integer is " + ("greater than maximum" if value > 0 else "less than minimum"))
        values.append(value)
    if values[0] < (1900 - (1 << 31)):
        raise OverflowError("year out of range")
    weekday = values[6] + 1
    values[6] = weekday % 7 if weekday >= 0 else -(-weekday % 7)
    return values


def _checked(values):
    """Raises for what is no time; a month, a day and a day of the year may be 0, which is 1 then."""
    year, month, day, hour, minute, second, weekday, yearday, summer = values
    month, day, yearday = month or 1, day or 1, yearday or 1
    if not 1 <= month <= 12:
        raise ValueError("month out of range")
    if not 1 <= day <= 31:
        raise ValueError("day of month out of range")
    if not 0 <= hour <= 23:
        raise ValueError("hour out of range")
    if not 0 <= minute <= 59:
        raise ValueError("minute out of range")
    if not 0 <= second <= 61:
        raise ValueError("seconds out of range")
    if weekday < 0:
        raise ValueError("day of week out of range")
    if not 1 <= yearday <= 366:
        raise ValueError("day of year out of range")
    return year, month, day, hour, minute, second, weekday, yearday, summer


def mktime(t, /):
    year, month, day, hour, minute, second = _fields("mktime", t)[:6]
    year += (month - 1) // 12
    month = (month - 1) % 12 + 1
    return float((_days(year, month, 1) + day - 1) * 86400 + hour * 3600 + minute * 60 + second)


def asctime(t=_NOW, /):
    t = localtime() if t is _NOW else t
    year, month, day, hour, minute, second, weekday = _checked(_fields("asctime", t))[:7]
    return f"{_DAYS[weekday - 1][:3]} {_MONTHS[month - 1][:3]} {day:2d} {hour:02d}:{minute:02d}:{second:02d} {year}"


def ctime(seconds=None, /):
    return asctime(localtime(seconds))


def strftime(format, t=_NOW, /):
    if not isinstance(format, str):
        raise TypeError(f"strftime() argument 1 must be str, not {type(format).__name__}")
    t = localtime() if t is _NOW else t
    year, month, day, hour, minute, second, sunday, yearday, summer = _checked(_fields("strftime", t))
    weekday = (sunday - 1) % 7
    if "\0" in format:
        raise ValueError("embedded null character")
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
        if code in "-_0^#" and at < len(format):
            pad, code = code, format[at]
            at += 1
        if code in "GVg":
            iso_year, iso_week = _iso(year, yearday, weekday)
        simple = {
            "Y": lambda: str(year), "m": lambda: f"{month:02d}", "d": lambda: f"{day:02d}",
            "H": lambda: f"{hour:02d}", "M": lambda: f"{minute:02d}", "S": lambda: f"{second:02d}",
            "I": lambda: f"{(hour + 11) % 12 + 1:02d}", "p": lambda: "AM" if hour < 12 else "PM",
            "y": lambda: f"{year % 100:02d}", "C": lambda: f"{year // 100:02d}", "j": lambda: f"{yearday:03d}",
            "a": lambda: _DAYS[weekday][:3], "A": lambda: _DAYS[weekday], "w": lambda: str(sunday),
            "b": lambda: _MONTHS[month - 1][:3], "h": lambda: _MONTHS[month - 1][:3],
            "B": lambda: _MONTHS[month - 1], "e": lambda: f"{day:2d}",
            "D": lambda: f"{month:02d}/{day:02d}/{year % 100:02d}",
            "x": lambda: f"{month:02d}/{day:02d}/{year % 100:02d}",
            "X": lambda: f"{hour:02d}:{minute:02d}:{second:02d}", "T": lambda: f"{hour:02d}:{minute:02d}:{second:02d}",
            "R": lambda: f"{hour:02d}:{minute:02d}",
            "r": lambda: f"{(hour + 11) % 12 + 1:02d}:{minute:02d}:{second:02d} {'AM' if hour < 12 else 'PM'}",
            "F": lambda: f"{year}-{month:02d}-{day:02d}",
            "c": lambda: f"{_DAYS[weekday][:3]} {_MONTHS[month - 1][:3]} {day:2d} "
                         f"{hour:02d}:{minute:02d}:{second:02d} {year}",
            "U": lambda: f"{(yearday + 6 - sunday) // 7:02d}", "W": lambda: f"{(yearday + 6 - weekday) // 7:02d}",
            "G": lambda: str(iso_year), "V": lambda: f"{iso_week:02d}", "g": lambda: f"{iso_year % 100:02d}",
            "u": lambda: str(weekday + 1), "s": lambda: str(int(mktime(t))), "Z": lambda: "UTC",
            "z": lambda: "+0000", "n": lambda: "\n", "t": lambda: "\t", "%": lambda: "%", "k": lambda: f"{hour:2d}",
            "l": lambda: f"{(hour + 11) % 12 + 1:2d}", "P": lambda: "am" if hour < 12 else "pm",
        }.get(code)
        if simple is None:
            out.append("%" + (pad or "") + code)
            continue
        text = simple()
        if pad == "-":
            text = text.lstrip("0 ") or "0"
        elif pad == "_":
            text = text.lstrip("0").rjust(len(text))
        elif pad == "^":
            text = text.upper()
        elif pad == "#":
            text = text.lower() if code in "pZ" else text.upper()
        out.append(text)
    return "".join(out)


def _iso(year, yearday, weekday):
    week = (yearday - weekday + 9) // 7
    if week < 1:
        year -= 1
        last = _days(year + 1, 1, 1) - _days(year, 1, 1)
        return year, (yearday + last - weekday + 9) // 7
    if week == 53 and (_days(year + 1, 1, 1) + 3) % 7 <= 3:
        return year + 1, 1
    return year, week


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
