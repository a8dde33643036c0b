"""`datetime` in Python, with the complaints of CPython's C."""
import sys
from _operator import index as _index

if sys.modules.get("_pydatetime", sys) is not None:
    import _pydatetime
else:
    # A program that forbids itself the one in Python has this one all the same.
    from _frozen_importlib import _find_spec
    _pydatetime = type(sys)("_pydatetime")
    exec(_find_spec("_pydatetime", None).loader.get_code("_pydatetime"), _pydatetime.__dict__)

__all__ = ("date", "datetime", "time", "timedelta", "timezone", "tzinfo", "MINYEAR", "MAXYEAR", "UTC")


def _check_date_fields(year, month, day):
    year, month, day = _index(year), _index(month), _index(day)
    if not 1 <= year <= 9999:
        raise ValueError(f"year {year} is out of range")
    if not 1 <= month <= 12:
        raise ValueError("month must be in 1..12")
    if not 1 <= day <= _pydatetime._days_in_month(year, month):
        raise ValueError("day is out of range for month")
    return year, month, day


def _check_time_fields(hour, minute, second, microsecond, fold):
    hour, minute, second, microsecond = _index(hour), _index(minute), _index(second), _index(microsecond)
    if not 0 <= hour <= 23:
        raise ValueError("hour must be in 0..23")
    if not 0 <= minute <= 59:
        raise ValueError("minute must be in 0..59")
    if not 0 <= second <= 59:
        raise ValueError("second must be in 0..59")
    if not 0 <= microsecond <= 999999:
        raise ValueError("microsecond must be in 0..999999")
    if fold not in (0, 1):
        raise ValueError("fold must be either 0 or 1")
    return hour, minute, second, microsecond, fold


_pydatetime._check_date_fields = _check_date_fields
_pydatetime._check_time_fields = _check_time_fields
_IsoCalendarDate = type(_pydatetime.date(1, 1, 1).isocalendar())
_IsoCalendarDate.__module__, _IsoCalendarDate.__name__ = "datetime", "IsoCalendarDate"
_IsoCalendarDate.__repr__ = lambda self: "datetime.IsoCalendarDate" + \
    f"(year={self[0]}, week={self[1]}, weekday={self[2]})"
for _name in __all__:
    globals()[_name] = getattr(_pydatetime, _name)
del _name
