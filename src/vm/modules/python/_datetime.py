"""Dates, times, time zones and the spans between them.

The attributes of the objects are slots that only `_fill` writes, in the order of their names.
"""
import _pylens_calendar as _calendar
import time as _time
from _pylens import fill as _fill, members as _members, seal as _seal
from _pylens_calendar import c_int as _int

__name__ = "datetime"
MINYEAR = 1
MAXYEAR = 9999
_ABSENT = object()
_DAY = 86400000000
_RANGE = "offset must be a timedelta strictly between -timedelta(hours=24) and timedelta(hours=24)"


def _type_name(value):
    kind = type(value)
    return "datetime." + kind.__name__ if kind.__module__ == "datetime" else kind.__name__


def _shown_name(self):
    """The name that the `repr` of an object begins with."""
    kind = type(self)
    return "datetime." + kind.__name__ if kind.__module__ == "datetime" else kind.__name__


def _check_zone(zone):
    if zone is not None and not isinstance(zone, tzinfo):
        raise TypeError(f"tzinfo argument must be None or of a tzinfo subclass, not type '{type(zone).__name__}'")


def _check_text(function, place, value):
    if not isinstance(value, str):
        kind = "None" if value is None else type(value).__name__
        raise TypeError(f"{function}() argument {place} must be str, not {kind}")


def _need(*rows):
    """Complains of what is wrong with the first arguments, one of which is not there."""
    for place, (name, value) in enumerate(rows, 1):
        if value is _ABSENT:
            raise TypeError(f"function missing required argument '{name}' (pos {place})")
        _int(value)


def _ask_zone(zone, method, argument):
    """What `utcoffset` or `dst` of a zone says, as a timedelta or None."""
    offset = getattr(zone, method)(argument)
    if offset is None:
        return None
    if not isinstance(offset, timedelta):
        raise TypeError(f"tzinfo.{method}() must return None or timedelta, not '{type(offset).__name__}'")
    if not -_DAY < _microseconds(offset) < _DAY:
        raise ValueError(_RANGE + ".")
    return offset


def _ask_name(zone, argument):
    name = zone.tzname(argument)
    if name is not None and not isinstance(name, str):
        raise TypeError(f"tzinfo.tzname() must return None or a string, not '{type(name).__name__}'")
    return name


def _offset_text(self, colon=":"):
    offset = self.utcoffset()
    return "" if offset is None else _calendar.show_offset(_microseconds(offset), colon)


def _format(self, format, times):
    """`strftime` with the directives that need more than the nine numbers."""
    if "%" not in format:
        return _time.strftime(format, times)
    out = []
    at = 0
    while at < len(format):
        letter = format[at]
        following = format[at + 1:at + 2]
        at += 1
        if letter != "%" or not following:
            out.append(letter)
            continue
        at += 1
        aware = hasattr(self, "utcoffset")
        if following == "f":
            out.append("%06d" % getattr(self, "microsecond", 0))
        elif following == "z":
            out.append(_offset_text(self, "") if aware else "")
        elif following == ":" and format[at:at + 1] == "z":
            at += 1
            out.append(_offset_text(self) if aware else "")
        elif following == "Z":
            out.append(((self.tzname() if aware else None) or "").replace("%", "%%"))
        else:
            out.append(letter + following)
    return _time.strftime("".join(out), times)


def _microseconds(self):
    return (self.days * 86400 + self.seconds) * 1000000 + self.microseconds


def _span(microseconds, cls=None):
    """A timedelta of so many microseconds."""
    seconds, microseconds = divmod(microseconds, 1000000)
    days, seconds = divmod(seconds, 86400)
    if not -999999999 <= days <= 999999999:
        if not -0x80000000 <= days <= 0x7fffffff:
            raise OverflowError("Python int too large to convert to C int")
        raise OverflowError(f"days={days}; must have magnitude <= 999999999")
    self = object.__new__(cls or timedelta)
    _fill(self, days, microseconds, seconds)
    return self


class timedelta:
    __slots__ = ("days", "seconds", "microseconds")

    def __new__(cls, days=_ABSENT, seconds=_ABSENT, microseconds=_ABSENT, milliseconds=_ABSENT, minutes=_ABSENT,
                hours=_ABSENT, weeks=_ABSENT):
        total = 0
        left = 0.0
        for name, value, factor in (
                ("microseconds", microseconds, 1), ("milliseconds", milliseconds, 1000), ("seconds", seconds, 1000000),
                ("minutes", minutes, 60000000), ("hours", hours, 3600000000), ("days", days, _DAY),
                ("weeks", weeks, 7 * _DAY)):
            if value is _ABSENT:
                continue
            if isinstance(value, int):
                total += int(value) * factor
            elif isinstance(value, float):
                whole = int(value)
                total += whole * factor
                fraction = (value - whole) * factor
                total += int(fraction)
                left += fraction - int(fraction)
            else:
                raise TypeError(f"unsupported type for timedelta {name} component: {type(value).__name__}")
        if left:
            # To the nearest, and halves so that the sum is even.
            whole = int(left)
            fraction = left - whole
            if abs(fraction) > 0.5 or abs(fraction) == 0.5 and (total + whole) % 2:
                whole += 1 if fraction > 0 else -1
            total += whole
        return _span(total, cls)

    def __repr__(self):
        parts = [f"{name}={value}" for name, value in
                 (("days", self.days), ("seconds", self.seconds), ("microseconds", self.microseconds)) if value]
        return f"{_shown_name(self)}({', '.join(parts) or 0})"

    def __str__(self):
        minutes, seconds = divmod(self.seconds, 60)
        text = f"{minutes // 60}:{minutes % 60:02d}:{seconds:02d}"
        if self.days:
            text = f"{self.days} day{'' if abs(self.days) == 1 else 's'}, {text}"
        return f"{text}.{self.microseconds:06d}" if self.microseconds else text

    def total_seconds(self):
        return _microseconds(self) / 1000000

    def __add__(self, value, /):
        if not isinstance(self, timedelta) or not isinstance(value, timedelta):
            return NotImplemented
        return _span(_microseconds(self) + _microseconds(value))

    __radd__ = __add__

    def __sub__(self, value, /):
        if not isinstance(self, timedelta) or not isinstance(value, timedelta):
            return NotImplemented
        return _span(_microseconds(self) - _microseconds(value))

    def __rsub__(self, value, /):
        if not isinstance(value, timedelta):
            return NotImplemented
        return _span(_microseconds(value) - _microseconds(self))

    def __neg__(self, /):
        return _span(-_microseconds(self))

    def __pos__(self, /):
        return _span(_microseconds(self))

    def __abs__(self, /):
        return _span(abs(_microseconds(self)))

    def __mul__(self, value, /):
        if isinstance(value, int):
            return _span(_microseconds(self) * int(value))
        if isinstance(value, float):
            above, below = value.as_integer_ratio()
            return _span(_calendar.nearest(_microseconds(self) * above, below))
        return NotImplemented

    __rmul__ = __mul__

    def __truediv__(self, value, /):
        if isinstance(value, timedelta):
            return _microseconds(self) / _microseconds(value)
        if isinstance(value, int):
            return _span(_calendar.nearest(_microseconds(self), int(value)))
        if isinstance(value, float):
            above, below = value.as_integer_ratio()
            return _span(_calendar.nearest(_microseconds(self) * below, above))
        return NotImplemented

    def __rtruediv__(self, value, /):
        return NotImplemented

    def __floordiv__(self, value, /):
        if isinstance(value, timedelta):
            return _microseconds(self) // _microseconds(value)
        if isinstance(value, int):
            return _span(_microseconds(self) // int(value))
        return NotImplemented

    def __rfloordiv__(self, value, /):
        return NotImplemented

    def __mod__(self, value, /):
        return _span(_microseconds(self) % _microseconds(value)) if isinstance(value, timedelta) else NotImplemented

    def __rmod__(self, value, /):
        return NotImplemented

    def __divmod__(self, value, /):
        if not isinstance(value, timedelta):
            return NotImplemented
        quotient, rest = divmod(_microseconds(self), _microseconds(value))
        return quotient, _span(rest)

    def __rdivmod__(self, value, /):
        return NotImplemented

    def __eq__(self, value, /):
        return _microseconds(self) == _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __ne__(self, value, /):
        return _microseconds(self) != _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __le__(self, value, /):
        return _microseconds(self) <= _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __lt__(self, value, /):
        return _microseconds(self) < _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __ge__(self, value, /):
        return _microseconds(self) >= _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __gt__(self, value, /):
        return _microseconds(self) > _microseconds(value) if isinstance(value, timedelta) else NotImplemented

    def __hash__(self, /):
        return hash((self.days, self.seconds, self.microseconds))

    def __bool__(self, /):
        return bool(self.days or self.seconds or self.microseconds)

    def __reduce__(self):
        return type(self), (self.days, self.seconds, self.microseconds)


class IsoCalendarDate(tuple):
    __slots__ = ()
    year = property(lambda self: self[0])
    week = property(lambda self: self[1])
    weekday = property(lambda self: self[2])

    def __new__(cls, year, week, weekday):
        return tuple.__new__(cls, (year, week, weekday))

    def __reduce__(self):
        return tuple, (tuple(self),)

    def __repr__(self):
        return f"datetime.IsoCalendarDate(year={self[0]}, week={self[1]}, weekday={self[2]})"


def _date(year, month, day):
    self = object.__new__(date)
    _fill(self, day, month, year)
    return self


def _date_of(cls, year, month, day):
    if cls is date:
        _calendar.check_date(year, month, day)
        return _date(year, month, day)
    return cls(year, month, day)


def _order(self, other):
    """Where a date stands from another one: before (-1), the same or behind; None if they cannot be compared."""
    if not isinstance(other, date) or isinstance(other, datetime):
        return None
    a, b = (self.year, self.month, self.day), (other.year, other.month, other.day)
    return (a > b) - (a < b)


class date:
    """date(year, month, day) --> date object"""
    __slots__ = ("year", "month", "day")

    def __new__(cls, year=_ABSENT, month=_ABSENT, day=_ABSENT):
        if day is _ABSENT or month is _ABSENT:
            if month is _ABSENT and isinstance(year, (bytes, str)) and len(year) == 4:
                state = year.encode("latin-1") if isinstance(year, str) else year
                if 1 <= state[2] <= 12:
                    self = object.__new__(cls)
                    _fill(self, state[3], state[2], state[0] * 256 + state[1])
                    return self
            _need(("year", year), ("month", month), ("day", day))
        year, month, day = _int(year), _int(month), _int(day)
        _calendar.check_date(year, month, day)
        self = object.__new__(cls)
        _fill(self, day, month, year)
        return self

    @classmethod
    def fromtimestamp(cls, timestamp, /):
        seconds = _calendar.split_timestamp(timestamp)[0]
        return _date_of(cls, *_time.localtime(seconds)[:3])

    @classmethod
    def today(cls):
        return cls.fromtimestamp(_time.time())

    @classmethod
    def fromordinal(cls, ordinal, /):
        ordinal = _int(ordinal)
        if ordinal < 1:
            raise ValueError("ordinal must be >= 1")
        return _date_of(cls, *_calendar.from_day(ordinal))

    @classmethod
    def fromisoformat(cls, string, /):
        if not isinstance(string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            if len(string) not in (7, 8, 10):
                raise ValueError
            parts = _calendar.parse_date(string)
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {string!r}") from None
        return _date_of(cls, *parts)

    @classmethod
    def fromisocalendar(cls, year, week, day):
        return _date_of(cls, *_calendar.from_iso_calendar(_int(year), _int(week), _int(day)))

    def __repr__(self):
        return f"{_shown_name(self)}({self.year}, {self.month}, {self.day})"

    def __str__(self):
        return self.isoformat()

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} 00:00:00 {self.year:04d}"

    def strftime(self, format):
        _check_text("strftime", 1, format)
        return _format(self, format, self.timetuple())

    def __format__(self, format, /):
        _check_text("__format__", 1, format)
        return self.strftime(format) if format else str(self)

    def isoformat(self):
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}"

    def timetuple(self):
        day = _calendar.day_of_year(self.year, self.month, self.day)
        return _time.struct_time((self.year, self.month, self.day, 0, 0, 0, self.weekday(), day, -1))

    def toordinal(self):
        return _calendar.to_day(self.year, self.month, self.day)

    def weekday(self):
        return (_calendar.to_day(self.year, self.month, self.day) + 6) % 7

    def isoweekday(self):
        return (_calendar.to_day(self.year, self.month, self.day) + 6) % 7 + 1

    def isocalendar(self):
        return _IsoCalendarDate(*_calendar.iso_calendar(self.year, self.month, self.day))

    def replace(self, year=_ABSENT, month=_ABSENT, day=_ABSENT):
        year = self.year if year is _ABSENT else _int(year)
        month = self.month if month is _ABSENT else _int(month)
        day = self.day if day is _ABSENT else _int(day)
        return _date_of(type(self), year, month, day)

    def __replace__(self, /, **changes):
        return date.replace(self, **changes)

    def __add__(self, value, /):
        if isinstance(self, datetime) or not isinstance(value, timedelta):
            return NotImplemented
        day = _calendar.to_day(self.year, self.month, self.day) + value.days
        if not 1 <= day <= _calendar.LAST_DAY:
            raise OverflowError("date value out of range")
        return _date_of(type(self), *_calendar.from_day(day))

    __radd__ = __add__

    def __sub__(self, value, /):
        if isinstance(self, datetime) or isinstance(value, datetime):
            return NotImplemented
        if isinstance(value, timedelta):
            day = _calendar.to_day(self.year, self.month, self.day) - value.days
            if not 1 <= day <= _calendar.LAST_DAY:
                raise OverflowError("date value out of range")
            return _date_of(type(self), *_calendar.from_day(day))
        if isinstance(value, date):
            days = _calendar.to_day(self.year, self.month, self.day)
            return _span((days - _calendar.to_day(value.year, value.month, value.day)) * _DAY)
        return NotImplemented

    def __rsub__(self, value, /):
        return date.__sub__(value, self) if isinstance(value, date) else NotImplemented

    def __eq__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order == 0

    def __ne__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order != 0

    def __lt__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order < 0

    def __le__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order <= 0

    def __gt__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order > 0

    def __ge__(self, value, /):
        order = _order(self, value)
        return NotImplemented if order is None else order >= 0

    def __hash__(self, /):
        return hash(bytes((*divmod(self.year, 256), self.month, self.day)))

    def __reduce__(self):
        return type(self), (bytes((*divmod(self.year, 256), self.month, self.day)),)


class tzinfo:
    __slots__ = ()

    def __new__(cls, /, *args, **kwargs):
        return object.__new__(cls)

    def tzname(self, dt, /):
        raise NotImplementedError("a tzinfo subclass must implement tzname()")

    def utcoffset(self, dt, /):
        raise NotImplementedError("a tzinfo subclass must implement utcoffset()")

    def dst(self, dt, /):
        raise NotImplementedError("a tzinfo subclass must implement dst()")

    def fromutc(self, dt, /):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        offset = dt.utcoffset()
        if offset is None:
            raise ValueError("fromutc: non-None utcoffset() result required")
        summer = dt.dst()
        if summer is None:
            raise ValueError("fromutc: non-None dst() result required")
        dt = dt + (offset - summer)
        summer = dt.dst()
        if summer is None:
            raise ValueError("fromutc: tz.dst() gave inconsistent results; cannot convert")
        return dt + summer if summer else dt

    def __reduce__(self):
        args = getattr(self, "__getinitargs__", tuple)()
        return type(self), args, self.__getstate__()


class timezone(tzinfo):
    """Fixed offset from UTC implementation of tzinfo."""
    __slots__ = ("_name", "_offset")

    def __new__(cls, offset, name=_ABSENT):
        if not isinstance(offset, timedelta):
            kind = "None" if offset is None else _type_name(offset)
            raise TypeError(f"timezone() argument 1 must be datetime.timedelta, not {kind}")
        if name is _ABSENT:
            if not offset and "utc" in timezone.__dict__:
                return timezone.utc
            name = None
        else:
            _check_text("timezone", 2, name)
        if not -_DAY < _microseconds(offset) < _DAY:
            raise ValueError(f"{_RANGE}, not {offset!r}.")
        self = object.__new__(cls)
        _fill(self, name, offset)
        return self

    def __init_subclass__(cls):
        raise TypeError("type 'datetime.timezone' is not an acceptable base type")

    def utcoffset(self, dt, /):
        _check_moment("utcoffset", dt)
        return self._offset

    def dst(self, dt, /):
        _check_moment("dst", dt)
        return None

    def tzname(self, dt, /):
        _check_moment("tzname", dt)
        return str(self)

    def fromutc(self, dt, /):
        if not isinstance(dt, datetime):
            raise TypeError("fromutc: argument must be a datetime")
        if dt.tzinfo is not self:
            raise ValueError("fromutc: dt.tzinfo is not self")
        return dt + self._offset

    def __repr__(self):
        if self is timezone.utc:
            return "datetime.timezone.utc"
        return f"datetime.timezone({self._offset!r}{'' if self._name is None else f', {self._name!r}'})"

    def __str__(self):
        if self._name is not None:
            return self._name
        return "UTC" + _calendar.show_offset(_microseconds(self._offset)) if self._offset else "UTC"

    def __eq__(self, value, /):
        return self._offset == value._offset if isinstance(value, timezone) else NotImplemented

    def __hash__(self, /):
        return hash(self._offset)

    def __getinitargs__(self):
        return (self._offset,) if self._name is None else (self._offset, self._name)


def _check_moment(method, dt):
    if dt is not None and not isinstance(dt, datetime):
        raise TypeError(f"{method}(dt) argument must be a datetime instance or None, not {type(dt).__name__}")


UTC = timezone(timedelta(0))
from _pylens_moments import datetime, time

timedelta.min = timedelta(-999999999)
timedelta.max = timedelta(999999999, 86399, 999999)
timedelta.resolution = time.resolution = datetime.resolution = timedelta(microseconds=1)
date.min, date.max, date.resolution = date(1, 1, 1), date(9999, 12, 31), timedelta(1)
timezone.utc = UTC
timezone.min, timezone.max = timezone(-timedelta(minutes=1439)), timezone(timedelta(minutes=1439))
time.min, time.max = time(), time(23, 59, 59, 999999)
datetime.min, datetime.max = datetime(1, 1, 1), datetime(9999, 12, 31, 23, 59, 59, 999999)
_members(timedelta, True)
for _class in date, time, datetime:
    _members(_class, False)
_IsoCalendarDate = IsoCalendarDate
del IsoCalendarDate
_seal("datetime", timedelta, date, tzinfo, timezone, time, datetime, _IsoCalendarDate)
