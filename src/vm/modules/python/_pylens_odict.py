"""`OrderedDict`: a dict knows the order of its keys; this one can change it and compares it."""
from _pylens import odict_iterator as _iterator, odict_view as _view, seal as _seal

__name__ = "collections"
_ABSENT = object()
_set, _pop, _length = dict.__setitem__, dict.pop, dict.__len__
_keys, _items = dict.keys, dict.items
_running = []


def _first(self, last):
    return next(reversed(_keys(self)) if last else iter(_keys(self)))


def _update(self, args, kwargs):
    if len(args) > 1:
        raise TypeError(f"expected at most 1 arguments, got {len(args)}")
    for other in args:
        if type(other) is dict:
            for key, value in other.items():
                self[key] = value
        elif hasattr(other, "keys"):
            for key in other.keys():
                self[key] = other[key]
        elif hasattr(other, "items"):
            for key, value in other.items():
                self[key] = value
        else:
            for pair in other:
                parts = list(pair)
                if len(parts) != 2:
                    raise ValueError("too many values to unpack (expected 2)" if len(parts) > 2 else
                                     f"need more than {len(parts)} value{'' if parts else 's'} to unpack")
                self[parts[0]] = parts[1]
    for key, value in kwargs.items():
        self[key] = value


class OrderedDict(dict):
    """A dict whose order can be changed and is compared."""

    def __init__(self, /, *args, **kwargs):
        _update(self, args, kwargs)

    @classmethod
    def fromkeys(cls, iterable, value=None):
        self = cls()
        for key in iterable:
            self[key] = value
        return self

    def update(self, /, *args, **kwargs):
        _update(self, args, kwargs)

    def __iter__(self, /):
        return _iterator(self, False)

    def __reversed__(self):
        return _iterator(self, True)

    def keys(self):
        return _view(self, 0)

    def values(self):
        return _view(self, 1)

    def items(self):
        return _view(self, 2)

    def move_to_end(self, key, last=True):
        if key not in _keys(self):
            raise KeyError(key)
        if last:
            _set(self, key, _pop(self, key))
            return
        pairs = list(_items(self))
        value = _pop(self, key)
        dict.clear(self)
        _set(self, key, value)
        for other, value in pairs:
            if other is not key and other != key:
                _set(self, other, value)

    def popitem(self, last=True):
        if not _length(self):
            raise KeyError("dictionary is empty")
        key = _first(self, last)
        return key, _pop(self, key)

    def pop(self, key, default=_ABSENT):
        if default is _ABSENT:
            return _pop(self, key)
        return _pop(self, key, default)

    def setdefault(self, key, default=None):
        if key in self:
            return self[key]
        self[key] = default
        return default

    def copy(self):
        new = type(self)()
        for key in self:
            new[key] = self[key]
        return new

    def __eq__(self, value, /):
        if isinstance(value, OrderedDict):
            return dict.__eq__(self, value) and all(a is b or a == b for a, b in zip(_keys(self), _keys(value)))
        return dict.__eq__(self, value)

    def __ne__(self, value, /):
        equal = self.__eq__(value)
        return equal if equal is NotImplemented else not equal

    __hash__ = None

    def __or__(self, value, /):
        if not isinstance(value, dict):
            return NotImplemented
        new = type(self)(self)
        new.update(value)
        return new

    def __ror__(self, value, /):
        if not isinstance(value, dict):
            return NotImplemented
        new = type(self)(value)
        new.update(self)
        return new

    def __ior__(self, value, /):
        _update(self, (value,), {})
        return self

    def __repr__(self):
        name = type(self).__name__
        if not _length(self):
            return name + "()"
        if any(other is self for other in _running):
            return "..."
        _running.append(self)
        try:
            return f"{name}({dict(self.items())!r})"
        finally:
            _running.pop()

    def __reduce__(self):
        return type(self), (), self.__getstate__(), None, iter(self.items())


_seal("collections", OrderedDict)
