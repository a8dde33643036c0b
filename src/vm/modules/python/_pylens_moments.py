"""The classes `time` and `datetime` of `_datetime`."""
import _pylens_calendar as _calendar
import time as _time
from _datetime import (
    _ABSENT, _ask_name, _ask_zone, _check_text, _check_zone, _format, _microseconds, _need, _offset_text, _shown_name,
    _span, _type_name, date, timedelta, timezone, tzinfo)
from _pylens import fill as _fill
from _pylens_calendar import c_int as _int

__name__ = "datetime"
_DAY = 86400000000


def _clock(self):
    """Microseconds since midnight."""
    return ((self.hour * 60 + self.minute) * 60 + self.second) * 1000000 + self.microsecond


def _count(self):
    """Microseconds since the day before the first."""
    if isinstance(self, time):
        return _clock(self)
    return _calendar.to_day(self.year, self.month, self.day) * _DAY + _clock(self)


def _zone_of(offset):
    """The time zone that a parsed offset stands for."""
    return None if offset is None else timezone(timedelta(0, *offset))


def _tail(self, text):
    """The end of a `repr`: fold and time zone."""
    if self.fold:
        text += f", fold={self.fold}"
    return text if self.tzinfo is None else text + f", tzinfo={self.tzinfo!r}"


def _compare(self, other, equality, kind):
    """The difference of two times or two dates with times in microseconds; None where there is none."""
    if self.tzinfo is other.tzinfo:
        return _count(self) - _count(other)
    mine, others = self.utcoffset(), other.utcoffset()
    if mine is None and others is None:
        return _count(self) - _count(other)
    if mine is None or others is None:
        if equality:
            return None
        raise TypeError(f"can't compare offset-naive and offset-aware {kind}s")
    if equality and (_ambiguous(self, mine) or _ambiguous(other, others)):
        return None
    return _count(self) - _microseconds(mine) - _count(other) + _microseconds(others)


def _ambiguous(self, offset):
    """Whether the offset is another one when the clock shows this for the second time."""
    return isinstance(self, datetime) and self.replace(fold=1 - self.fold).utcoffset() != offset


class time:
    """time([hour[, minute[, second[, microsecond[, tzinfo]]]]]) --> a time object"""
    __slots__ = ("hour", "minute", "second", "microsecond", "tzinfo", "fold")

    def __new__(cls, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *, fold=0):
        if isinstance(hour, (bytes, str)) and len(hour) == 6:
            state = hour.encode("latin-1") if isinstance(hour, str) else hour
            if state[0] & 0x7f < 24:
                zone = minute or None
                if zone is not None and not isinstance(zone, _tzinfo):
                    raise TypeError("bad tzinfo state arg")
                self = object.__new__(cls)
                _fill(self, state[0] >> 7, state[0] & 0x7f, int.from_bytes(state[3:]), state[1], state[2], zone)
                return self
        hour, minute, second, microsecond, fold = _int(hour), _int(minute), _int(second), _int(microsecond), _int(fold)
        _calendar.check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        _fill(self, fold, hour, microsecond, minute, second, tzinfo)
        return self

    @classmethod
    def fromisoformat(cls, string, /):
        if not isinstance(string, str):
            raise TypeError("fromisoformat: argument must be str")
        try:
            *parts, offset = _calendar.parse_time(string[1:] if string[:1] == "T" else string)
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {string!r}") from None
        return cls(*parts, _zone_of(offset))

    def isoformat(self, timespec="auto"):
        _check_text("isoformat", 1, timespec)
        text = _calendar.show_clock(self.hour, self.minute, self.second, self.microsecond, timespec)
        return text + _offset_text(self)

    def strftime(self, format):
        _check_text("strftime", 1, format)
        return _format(self, format, (1900, 1, 1, self.hour, self.minute, self.second, 0, 1, -1))

    def __format__(self, format, /):
        _check_text("__format__", 1, format)
        return self.strftime(format) if format else str(self)

    def utcoffset(self):
        return None if self.tzinfo is None else _ask_zone(self.tzinfo, "utcoffset", None)

    def tzname(self):
        return None if self.tzinfo is None else _ask_name(self.tzinfo, None)

    def dst(self):
        return None if self.tzinfo is None else _ask_zone(self.tzinfo, "dst", None)

    def replace(self, hour=_ABSENT, minute=_ABSENT, second=_ABSENT, microsecond=_ABSENT, tzinfo=_ABSENT, *, fold=_ABSENT):
        hour = self.hour if hour is _ABSENT else _int(hour)
        minute = self.minute if minute is _ABSENT else _int(minute)
        second = self.second if second is _ABSENT else _int(second)
        microsecond = self.microsecond if microsecond is _ABSENT else _int(microsecond)
        tzinfo = self.tzinfo if tzinfo is _ABSENT else tzinfo
        fold = self.fold if fold is _ABSENT else _int(fold)
        return type(self)(hour, minute, second, microsecond, tzinfo, **({"fold": fold} if fold else {}))

    def __replace__(self, /, **changes):
        return time.replace(self, **changes)

    def __repr__(self):
        text = f"{_shown_name(self)}({self.hour}, {self.minute}"
        if self.second or self.microsecond:
            text += f", {self.second}"
        if self.microsecond:
            text += f", {self.microsecond}"
        return _tail_of_time(self, text) + ")"

    def __str__(self):
        return self.isoformat()

    def __eq__(self, value, /):
        return _compare(self, value, True, "time") == 0 if isinstance(value, time) else NotImplemented

    def __ne__(self, value, /):
        return _compare(self, value, True, "time") != 0 if isinstance(value, time) else NotImplemented

    def __lt__(self, value, /):
        return _compare(self, value, False, "time") < 0 if isinstance(value, time) else NotImplemented

    def __le__(self, value, /):
        return _compare(self, value, False, "time") <= 0 if isinstance(value, time) else NotImplemented

    def __gt__(self, value, /):
        return _compare(self, value, False, "time") > 0 if isinstance(value, time) else NotImplemented

    def __ge__(self, value, /):
        return _compare(self, value, False, "time") >= 0 if isinstance(value, time) else NotImplemented

    def __hash__(self, /):
        offset = (self.replace(fold=0) if self.fold else self).utcoffset()
        if offset is None:
            return hash(bytes((self.hour, self.minute, self.second, *self.microsecond.to_bytes(3))))
        return hash(_span(_count(self) - _microseconds(offset)))

    def __reduce_ex__(self, protocol, /):
        hour = self.hour | self.fold << 7 if protocol > 3 else self.hour
        state = bytes((hour, self.minute, self.second, *self.microsecond.to_bytes(3)))
        return type(self), (state,) if self.tzinfo is None else (state, self.tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _tail_of_time(self, text):
    text = text if self.tzinfo is None else text + f", tzinfo={self.tzinfo!r}"
    return text + f", fold={self.fold}" if self.fold else text


_tzinfo = tzinfo


def _datetime_of(cls, year, month, day, hour, minute, second, microsecond, zone, fold=0):
    if cls is not datetime:
        return cls(year, month, day, hour, minute, second, microsecond, zone, **({"fold": fold} if fold else {}))
    _calendar.check_date(year, month, day)
    _calendar.check_time(hour, minute, second, microsecond, fold)
    _check_zone(zone)
    self = object.__new__(datetime)
    _fill(self, day, month, year, fold, hour, microsecond, minute, second, zone)
    return self


def _from_count(cls, count, zone):
    day, rest = divmod(count, _DAY)
    if not 1 <= day <= _calendar.LAST_DAY:
        raise OverflowError("date value out of range")
    rest, microsecond = divmod(rest, 1000000)
    minutes, second = divmod(rest, 60)
    return _datetime_of(cls, *_calendar.from_day(day), minutes // 60, minutes % 60, second, microsecond, zone)


def _at(cls, seconds, microseconds, zone):
    """A moment, in the zone or else on the clock of this machine."""
    moment = (_time.localtime if zone is None else _time.gmtime)(seconds)
    self = _datetime_of(cls, *moment[:5], min(moment[5], 59), microseconds, zone)
    return self if zone is None else zone.fromutc(self)


def _local_zone(seconds):
    moment = _time.localtime(seconds)
    return timezone(timedelta(0, moment.tm_gmtoff), moment.tm_zone)


class datetime(date):
    """datetime(year, month, day[, hour[, minute[, second[, microsecond[,tzinfo]]]]])"""
    __slots__ = ("hour", "minute", "second", "microsecond", "tzinfo", "fold")

    def __new__(cls, year=_ABSENT, month=_ABSENT, day=_ABSENT, hour=0, minute=0, second=0, microsecond=0, tzinfo=None, *,
                fold=0):
        if day is _ABSENT or month is _ABSENT:
            if isinstance(year, (bytes, str)) and len(year) == 10:
                state = year.encode("latin-1") if isinstance(year, str) else year
                if 1 <= state[2] & 0x7f <= 12:
                    zone = None if month is _ABSENT else month
                    if zone is not None and not isinstance(zone, _tzinfo):
                        raise TypeError("bad tzinfo state arg")
                    self = object.__new__(cls)
                    _fill(self, state[3], state[2] & 0x7f, state[0] * 256 + state[1], state[2] >> 7, state[4],
                          int.from_bytes(state[7:]), state[5], state[6], zone)
                    return self
            _need(("year", year), ("month", month), ("day", day))
        year, month, day, hour, minute = _int(year), _int(month), _int(day), _int(hour), _int(minute)
        second, microsecond, fold = _int(second), _int(microsecond), _int(fold)
        _calendar.check_date(year, month, day)
        _calendar.check_time(hour, minute, second, microsecond, fold)
        _check_zone(tzinfo)
        self = object.__new__(cls)
        _fill(self, day, month, year, fold, hour, microsecond, minute, second, tzinfo)
        return self

    @classmethod
    def now(cls, tz=None):
        _check_zone(tz)
        seconds, rest = divmod(_time.time_ns(), 1000000000)
        return _at(cls, seconds, rest // 1000, tz)

    @classmethod
    def utcnow(cls):
        import warnings
        warnings.warn("datetime.datetime.utcnow() is deprecated and scheduled for removal in a future version. Use "
                      "timezone-aware objects to represent datetimes in UTC: datetime.datetime.now(datetime.UTC).",
                      DeprecationWarning)
        seconds, rest = divmod(_time.time_ns(), 1000000000)
        return _datetime_of(cls, *_time.gmtime(seconds)[:6], rest // 1000, None)

    @classmethod
    def fromtimestamp(cls, timestamp, tz=None):
        _check_zone(tz)
        return _at(cls, *_calendar.split_timestamp(timestamp), tz)

    @classmethod
    def utcfromtimestamp(cls, timestamp, /):
        import warnings
        warnings.warn("datetime.datetime.utcfromtimestamp() is deprecated and scheduled for removal in a future version. "
                      "Use timezone-aware objects to represent datetimes in UTC: datetime.datetime.fromtimestamp("
                      "timestamp, datetime.UTC).", DeprecationWarning)
        seconds, microseconds = _calendar.split_timestamp(timestamp)
        return _datetime_of(cls, *_time.gmtime(seconds)[:6], microseconds, None)

    @classmethod
    def strptime(cls, /, *args):
        if len(args) != 2:
            raise TypeError(f"strptime() takes exactly 2 arguments ({len(args)} given)")
        _check_text("strptime", 1, args[0])
        _check_text("strptime", 2, args[1])
        import _strptime
        return getattr(_strptime, "_strptime_datetime_datetime", getattr(_strptime, "_strptime_datetime", None))(cls, *args)

    @classmethod
    def combine(cls, date=_ABSENT, time=_ABSENT, tzinfo=_ABSENT):
        for place, (name, value, kind) in enumerate((("date", date, _date), ("time", time, _time_class)), 1):
            if value is _ABSENT:
                raise TypeError(f"combine() missing required argument '{name}' (pos {place})")
            if not isinstance(value, kind):
                shown = "None" if value is None else _type_name(value)
                raise TypeError(f"combine() argument {place} must be datetime.{name}, not {shown}")
        zone = time.tzinfo if tzinfo is _ABSENT else tzinfo
        return _datetime_of(cls, date.year, date.month, date.day, time.hour, time.minute, time.second, time.microsecond,
                            zone, time.fold)

    @classmethod
    def fromisoformat(cls, string, /):
        if not isinstance(string, str):
            raise TypeError("fromisoformat: argument must be str")
        clock, offset = (0, 0, 0, 0), None
        try:
            if len(string) < 7:
                raise ValueError
            end = _calendar.separator(string)
            parts = _calendar.parse_date(string[:end])
            if end < len(string):
                *clock, offset = _calendar.parse_time(string[end + 1:])
        except ValueError:
            raise ValueError(f"Invalid isoformat string: {string!r}") from None
        return _datetime_of(cls, *parts, *clock, _zone_of(offset))

    def date(self):
        return _date(self.year, self.month, self.day)

    def time(self):
        return _time_class(self.hour, self.minute, self.second, self.microsecond, fold=self.fold)

    def timetz(self):
        return _time_class(self.hour, self.minute, self.second, self.microsecond, self.tzinfo, fold=self.fold)

    def ctime(self):
        return self.strftime("%a %b ") + f"{self.day:2d} {self.hour:02d}:{self.minute:02d}:{self.second:02d} {self.year:04d}"

    def timetuple(self):
        summer = -1 if self.tzinfo is None else self.dst()
        if summer is not None and summer != -1:
            summer = int(bool(summer))
        day = _calendar.day_of_year(self.year, self.month, self.day)
        return _time.struct_time((self.year, self.month, self.day, self.hour, self.minute, self.second, self.weekday(),
                                  day, -1 if summer is None else summer))

    def utctimetuple(self):
        offset = self.utcoffset()
        moment = datetime.replace(self, tzinfo=None) if type(self) is not datetime else self
        if offset:
            moment = _from_count(datetime, _count(self) - _microseconds(offset), None)
        day = _calendar.day_of_year(moment.year, moment.month, moment.day)
        return _time.struct_time((moment.year, moment.month, moment.day, moment.hour, moment.minute, moment.second,
                                  moment.weekday(), day, 0))

    def timestamp(self):
        since = _count(self) - _EPOCH
        offset = self.utcoffset()
        if offset is not None:
            return (since - _microseconds(offset)) / 1000000
        seconds, microseconds = divmod(since, 1000000)
        return seconds - _time.localtime(seconds).tm_gmtoff + microseconds / 1000000

    def isoformat(self, sep="T", timespec="auto"):
        if not isinstance(sep, str) or len(sep) != 1:
            raise TypeError(f"isoformat() argument 1 must be a unicode character, not {type(sep).__name__}")
        _check_text("isoformat", 2, timespec)
        clock = _calendar.show_clock(self.hour, self.minute, self.second, self.microsecond, timespec)
        return f"{self.year:04d}-{self.month:02d}-{self.day:02d}{sep}{clock}{_offset_text(self)}"

    def utcoffset(self):
        return None if self.tzinfo is None else _ask_zone(self.tzinfo, "utcoffset", self)

    def tzname(self):
        return None if self.tzinfo is None else _ask_name(self.tzinfo, self)

    def dst(self):
        return None if self.tzinfo is None else _ask_zone(self.tzinfo, "dst", self)

    def replace(self, year=_ABSENT, month=_ABSENT, day=_ABSENT, hour=_ABSENT, minute=_ABSENT, second=_ABSENT,
                microsecond=_ABSENT, tzinfo=_ABSENT, *, fold=_ABSENT):
        year = self.year if year is _ABSENT else _int(year)
        month = self.month if month is _ABSENT else _int(month)
        day = self.day if day is _ABSENT else _int(day)
        hour = self.hour if hour is _ABSENT else _int(hour)
        minute = self.minute if minute is _ABSENT else _int(minute)
        second = self.second if second is _ABSENT else _int(second)
        microsecond = self.microsecond if microsecond is _ABSENT else _int(microsecond)
        tzinfo = self.tzinfo if tzinfo is _ABSENT else tzinfo
        fold = self.fold if fold is _ABSENT else _int(fold)
        return _datetime_of(type(self), year, month, day, hour, minute, second, microsecond, tzinfo, fold)

    def __replace__(self, /, **changes):
        return datetime.replace(self, **changes)

    def astimezone(self, tz=None):
        _check_zone(tz)
        zone = self.tzinfo
        if zone is None:
            zone = _local_zone(int(self.timestamp() // 1))
        if zone is tz:
            return self
        offset = _ask_zone(zone, "utcoffset", self)
        if offset is None:
            zone = _local_zone(int(datetime.replace(self, tzinfo=None).timestamp() // 1))
            if zone is tz:
                return self
            offset = zone.utcoffset(self)
        count = _count(self) - _microseconds(offset)
        if tz is None:
            tz = _local_zone((count - _EPOCH) // 1000000)
        return tz.fromutc(_from_count(type(self), count, tz))

    def __repr__(self):
        text = f"{_shown_name(self)}({self.year}, {self.month}, {self.day}, {self.hour}, {self.minute}"
        if self.second or self.microsecond:
            text += f", {self.second}"
        if self.microsecond:
            text += f", {self.microsecond}"
        return _tail(self, text) + ")"

    def __str__(self):
        return self.isoformat(" ")

    def __add__(self, value, /):
        if not isinstance(value, timedelta):
            return NotImplemented
        return _from_count(type(self), _count(self) + _microseconds(value), self.tzinfo)

    __radd__ = __add__

    def __sub__(self, value, /):
        if isinstance(value, timedelta):
            return _from_count(type(self), _count(self) - _microseconds(value), self.tzinfo)
        if not isinstance(value, datetime):
            return NotImplemented
        if self.tzinfo is value.tzinfo:
            return _span(_count(self) - _count(value))
        mine, other = self.utcoffset(), value.utcoffset()
        if (mine is None) != (other is None):
            raise TypeError("can't subtract offset-naive and offset-aware datetimes")
        shift = 0 if mine is None else _microseconds(other) - _microseconds(mine)
        return _span(_count(self) - _count(value) + shift)

    def __rsub__(self, value, /):
        return datetime.__sub__(value, self) if isinstance(value, datetime) else NotImplemented

    def __eq__(self, value, /):
        return _compare(self, value, True, "datetime") == 0 if isinstance(value, datetime) else NotImplemented

    def __ne__(self, value, /):
        return _compare(self, value, True, "datetime") != 0 if isinstance(value, datetime) else NotImplemented

    def __lt__(self, value, /):
        return _compare(self, value, False, "datetime") < 0 if isinstance(value, datetime) else NotImplemented

    def __le__(self, value, /):
        return _compare(self, value, False, "datetime") <= 0 if isinstance(value, datetime) else NotImplemented

    def __gt__(self, value, /):
        return _compare(self, value, False, "datetime") > 0 if isinstance(value, datetime) else NotImplemented

    def __ge__(self, value, /):
        return _compare(self, value, False, "datetime") >= 0 if isinstance(value, datetime) else NotImplemented

    def __hash__(self, /):
        offset = (self.replace(fold=0) if self.fold else self).utcoffset()
        if offset is None:
            return hash(_state(self, self.month))
        return hash(_span(_count(self) - _microseconds(offset)))

    def __reduce_ex__(self, protocol, /):
        state = _state(self, self.month | self.fold << 7 if protocol > 3 else self.month)
        return type(self), (state,) if self.tzinfo is None else (state, self.tzinfo)

    def __reduce__(self):
        return self.__reduce_ex__(2)


def _state(self, month):
    return bytes((*divmod(self.year, 256), month, self.day, self.hour, self.minute, self.second,
                  *self.microsecond.to_bytes(3)))


_date, _time_class = date, time
_EPOCH = _count(datetime(1970, 1, 1))
