"""What `_datetime` counts with: the days of the Gregorian calendar, ISO weeks, texts in ISO 8601, numbers as C takes them.

Days are counted from 0001-01-01, which is day 1. A text that is no date or time raises `ValueError` without a message.
"""
from _operator import index as _index

_BEFORE = (0, 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334)
_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_DIGITS = frozenset("0123456789")
LAST_DAY = 3652059


def c_int(value):
    """A number that fits an int of C."""
    value = _index(value)
    if -0x80000000 <= value <= 0x7fffffff:
        return value
    if -0x8000000000000000 <= value <= 0x7fffffffffffffff:
        raise OverflowError("signed integer is " + ("greater than maximum" if value > 0 else "less than minimum"))
    raise OverflowError("Python int too large to convert to C long")


def is_leap(year):
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)


def days_in_month(year, month):
    return 29 if month == 2 and is_leap(year) else _LENGTHS[month]


def check_date(year, month, day):
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not (1 <= day <= 28 or 1 <= day <= days_in_month(year, month)):
        raise ValueError("day is out of range for month")


def check_time(hour, minute, second, microsecond, fold):
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold != 0 and fold != 1:
        raise ValueError("fold must be either 0 or 1")


def to_day(year, month, day):
    past = year - 1
    leap = month > 2 and is_leap(year)
    return past * 365 + past // 4 - past // 100 + past // 400 + _BEFORE[month] + leap + day


def day_of_year(year, month, day):
    return _BEFORE[month] + (month > 2 and is_leap(year)) + day


def from_day(number):
    """Year, month and day of a day."""
    centuries, rest = divmod(number - 1, 146097)
    century = min(rest // 36524, 3)
    rest -= century * 36524
    quarters, rest = divmod(rest, 1461)
    single = min(rest // 365, 3)
    rest -= single * 365
    year = centuries * 400 + century * 100 + quarters * 4 + single + 1
    month = (rest + 50) >> 5
    before = _BEFORE[month] + (month > 2 and is_leap(year))
    if before > rest:
        month -= 1
        before = _BEFORE[month] + (month > 2 and is_leap(year))
    return year, month, rest - before + 1


def first_monday(year):
    """The day with which the first ISO week of a year begins."""
    first = to_day(year, 1, 1)
    weekday = (first + 6) % 7
    return first - weekday + (7 if weekday > 3 else 0)


def iso_calendar(year, month, day):
    today = to_day(year, month, day)
    week, weekday = divmod(today - first_monday(year), 7)
    if week < 0:
        year -= 1
        week, weekday = divmod(today - first_monday(year), 7)
    elif week >= 52 and today >= first_monday(year + 1):
        year += 1
        week = 0
    return year, week + 1, weekday + 1


def from_iso_calendar(year, week, weekday):
    if not 1 <= year <= 9999:
        raise ValueError(f"Year is out of range: {year}")
    if not 1 <= week <= 52:
        # A year has a 53rd week if it begins on a Thursday, or is a leap year and begins on a Wednesday.
        first = to_day(year, 1, 1) % 7
        if week != 53 or not (first == 4 or first == 3 and is_leap(year)):
            raise ValueError(f"Invalid week: {week}")
    if not 1 <= weekday <= 7:
        raise ValueError(f"Invalid day: {weekday} (range is [1, 7])")
    return from_day(first_monday(year) + (week - 1) * 7 + weekday - 1)


def _digits(text, at, count):
    piece = text[at:at + count]
    if len(piece) != count or not _DIGITS.issuperset(piece):
        raise ValueError
    return int(piece)


def parse_date(text):
    """Year, month and day of a text."""
    year = _digits(text, 0, 4)
    dashed = text[4:5] == "-"
    at = 5 if dashed else 4
    if text[at:at + 1] == "W":
        week = _digits(text, at + 1, 2)
        at += 3
        weekday = 1
        if at < len(text):
            if dashed:
                if text[at] != "-":
                    raise ValueError
                at += 1
            weekday = _digits(text, at, 1)
            if at + 1 != len(text):
                raise ValueError
        try:
            return from_iso_calendar(year, week, weekday)
        except ValueError:
            raise ValueError from None
    month = _digits(text, at, 2)
    at += 2
    if dashed:
        if text[at:at + 1] != "-":
            raise ValueError
        at += 1
    day = _digits(text, at, 2)
    if at + 2 != len(text):
        raise ValueError
    return year, month, day


def separator(text):
    """Where the date of a date and time ends."""
    length = len(text)
    if length == 7:
        return 7
    if text[4] == "-":
        if text[5] != "W":
            return 10
        if length > 8 and text[8] == "-":
            if length == 9:
                raise ValueError
            # Two digits behind the week are the hours.
            return 8 if length > 10 and text[10] in _DIGITS else 10
        return 8
    if text[4] != "W":
        return 8
    at = 7
    while at < length and text[at] in _DIGITS:
        at += 1
    if at < 9:
        return at
    return 7 if at % 2 == 0 else 8


def _parse_clock(text, start, end):
    """Hour, minute, second and microsecond, and whether something follows."""
    values = [0, 0, 0, 0]
    at = start
    colons = True
    for part in range(3):
        values[part] = _digits(text[:end], at, 2)
        at += 2
        following = text[at:at + 1]
        at += 1
        if part == 0:
            colons = following == ":"
        if at >= end:
            return values, following != ""
        if colons and following == ":":
            continue
        if following in (".", ","):
            break
        if colons:
            raise ValueError
        at -= 1
    count = min(end - at, 6)
    values[3] = _digits(text, at, count) * 10 ** (6 - count)
    at += count
    while text[at:at + 1] in _DIGITS and at < len(text):
        at += 1
    return values, at < len(text)


def parse_time(text):
    """Hour, minute, second, microsecond, and the offset in seconds and microseconds or None."""
    zone = next((at for at, letter in enumerate(text) if letter in "+-Z"), len(text))
    values, more = _parse_clock(text, 0, zone)
    if zone == len(text):
        if more:
            raise ValueError
        return *values, None
    if text[zone] == "Z":
        if zone + 1 != len(text):
            raise ValueError
        return *values, (0, 0)
    sign = -1 if text[zone] == "-" else 1
    offset, more = _parse_clock(text, zone + 1, len(text))
    if more:
        raise ValueError
    hours, minutes, seconds, microseconds = offset
    return *values, (sign * (hours * 3600 + minutes * 60 + seconds), sign * microseconds)


def show_clock(hour, minute, second, microsecond, timespec):
    if timespec == "auto":
        timespec = "microseconds" if microsecond else "seconds"
    if timespec == "seconds":
        return f"{hour:02d}:{minute:02d}:{second:02d}"
    if timespec == "microseconds":
        return f"{hour:02d}:{minute:02d}:{second:02d}.{microsecond:06d}"
    if timespec == "hours":
        return f"{hour:02d}"
    if timespec == "minutes":
        return f"{hour:02d}:{minute:02d}"
    if timespec == "milliseconds":
        return f"{hour:02d}:{minute:02d}:{second:02d}.{microsecond // 1000:03d}"
    raise ValueError("Unknown timespec value")


def show_offset(microseconds, colon=":"):
    """An offset from UTC as text."""
    sign = "-" if microseconds < 0 else "+"
    seconds, microseconds = divmod(abs(microseconds), 1000000)
    text = f"{sign}{seconds // 3600:02d}{colon}{seconds // 60 % 60:02d}"
    if seconds % 60 or microseconds:
        text += f"{colon}{seconds % 60:02d}"
    if microseconds:
        text += f".{microseconds:06d}"
    return text


def nearest(dividend, divisor):
    """The quotient, rounded to the nearest integer and to the even one of two."""
    if divisor == 0:
        raise ZeroDivisionError("integer division or modulo by zero")
    quotient, rest = divmod(dividend, divisor)
    rest *= 2
    above = rest > divisor if divisor > 0 else rest < divisor
    return quotient + (above or rest == divisor and quotient % 2 == 1)


def split_timestamp(value):
    """Whole seconds and microseconds of a moment, rounded to the even one of two."""
    if isinstance(value, float):
        if value != value:
            raise ValueError("Invalid value NaN (not a number)")
        if not -9.3e18 < value < 9.3e18:
            raise OverflowError("timestamp out of range for platform time_t")
        seconds = int(value)
        microseconds = round((value - seconds) * 1e6)
        if microseconds >= 1000000:
            return seconds + 1, microseconds - 1000000
        return (seconds - 1, microseconds + 1000000) if microseconds < 0 else (seconds, microseconds)
    value = _index(value)
    if not -0x8000000000000000 <= value <= 0x7fffffffffffffff:
        raise OverflowError("timestamp out of range for platform time_t")
    return value, 0
