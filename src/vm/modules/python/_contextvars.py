"""Context variables."""
from _pylens_thread import current as _thread
from _thread import _tables

_MISSING = object()


class Token:
    MISSING = _MISSING

    def __init__(self, context, var, old):
        self._context, self._var, self._old, self._used = context, var, old, False

    var = property(lambda self: self._var)
    old_value = property(lambda self: Token.MISSING if self._old is _MISSING else self._old)

    def __repr__(self):
        used = " used" if self._used else ""
        return f"<Token{used} var={self._var!r} at {id(self):#x}>"

    __hash__ = None

    @classmethod
    def __class_getitem__(cls, item):
        from types import GenericAlias
        return GenericAlias(cls, item)


class _Missing:
    def __repr__(self):
        return "<Token.MISSING>"


_MISSING = Token.MISSING = _Missing()


class Context:
    def __init__(self, *args, **kwargs):
        if args or kwargs:
            raise TypeError("Context() does not accept any arguments")
        self._values = {}
        self._entered = None

    def __init_subclass__(cls):
        raise TypeError("type '_contextvars.Context' is not an acceptable base type")

    def run(self, callable, /, *args, **kwargs):
        if self._entered is not None:
            raise RuntimeError(f"cannot enter context: {self!r} is already entered")
        before = self._entered = _current()
        _contexts[_thread()] = self
        try:
            return callable(*args, **kwargs)
        finally:
            _contexts[_thread()] = before
            self._entered = None
            # A traceback may keep this frame, which one in C would not have.
            callable = args = kwargs = None

    def copy(self):
        made = Context()
        made._values = dict(self._values)
        return made

    def get(self, key, default=None, /):
        _check(key)
        return self._values.get(key, default)

    def __getitem__(self, key):
        _check(key)
        return self._values[key]

    def __contains__(self, key):
        _check(key)
        return key in self._values

    def __iter__(self):
        return iter(self._values)

    def __len__(self):
        return len(self._values)

    def __eq__(self, other):
        if not isinstance(other, Context):
            return NotImplemented
        return self._values == other._values

    def keys(self):
        return self._values.keys()

    def values(self):
        return self._values.values()

    def items(self):
        return self._values.items()

    def __repr__(self):
        return f"<_contextvars.Context object at {id(self):#x}>"


# The current context of each thread.
_contexts = {}
_tables.append(_contexts)


def _current():
    context = _contexts.get(_thread())
    if context is None:
        context = _contexts[_thread()] = Context()
    return context


def _check(key):
    if not isinstance(key, ContextVar):
        raise TypeError(f"a ContextVar key was expected, got {key!r}")


class ContextVar:
    def __init_subclass__(cls):
        raise TypeError("type '_contextvars.ContextVar' is not an acceptable base type")

    def __init__(self, *args, default=_MISSING):
        if len(args) != 1:
            raise TypeError(f"ContextVar() takes exactly 1 positional argument ({len(args)} given)")
        name, = args
        if not isinstance(name, str):
            raise TypeError("context variable name must be a str")
        self._name, self._default = name, default

    name = property(lambda self: self._name)

    def get(self, default=_MISSING, /):
        value = _current()._values.get(self, _MISSING)
        if value is not _MISSING:
            return value
        if default is not _MISSING:
            return default
        if self._default is not _MISSING:
            return self._default
        raise LookupError(self)

    def set(self, value, /):
        context = _current()
        token = Token(context, self, context._values.get(self, _MISSING))
        context._values[self] = value
        return token

    def reset(self, token, /):
        if not isinstance(token, Token):
            raise TypeError(f"expected an instance of Token, got {token!r}")
        if token._used:
            raise RuntimeError(f"{token!r} has already been used once")
        if token._var is not self:
            raise ValueError(f"{token!r} was created by a different ContextVar")
        context = _current()
        if token._context is not context:
            raise ValueError(f"{token!r} was created in a different Context")
        token._used = True
        if token._old is _MISSING:
            context._values.pop(self, None)
        else:
            context._values[self] = token._old

    @classmethod
    def __class_getitem__(cls, item):
        from types import GenericAlias
        return GenericAlias(cls, item)

    def __repr__(self):
        default = "" if self._default is _MISSING else f" default={self._default!r}"
        return f"<ContextVar name={self._name!r}{default} at {id(self):#x}>"


def copy_context():
    return _current().copy()
