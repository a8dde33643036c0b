"""Tuples whose items have names, some of which stand behind the end of the tuple: what CPython calls struct sequences."""


def structseq(module, name, fields, visible, doc=None, instead={}):
    """A type with these fields, None for one without a name; the first `visible` are the items of the tuple.
    `instead` says which item a hidden field is where it is not given."""
    full = f"{module}.{name}"
    named = tuple(field for field in fields if field is not None)
    hidden = tuple(fields[visible:])

    class structure(tuple):
        __doc__ = doc
        n_fields = len(fields)
        n_sequence_fields = visible
        n_unnamed_fields = len(fields) - len(named)
        __match_args__ = tuple(field for field in fields[:visible] if field is not None)

        def __new__(cls, sequence, dict={}):
            if not isinstance(sequence, (tuple, list)):
                try:
                    sequence = tuple(sequence)
                except TypeError:
                    raise TypeError("constructor requires a sequence") from None
            if not isinstance(dict, type(_EMPTY)):
                raise TypeError(f"{full}() takes a dict as second arg, if any")
            given = len(sequence)
            if not visible <= given <= len(fields):
                how = "a" if visible == len(fields) else "an at least" if given < visible else "an at most"
                wanted = visible if given < visible else len(fields)
                raise TypeError(f"{full}() takes {how} {wanted}-sequence ({given}-sequence given)")
            self = tuple.__new__(cls, sequence[:visible])
            rest = list(sequence[visible:])
            used = 0
            for field in hidden[len(rest):]:
                value = None
                if field is not None and field in dict:
                    value = dict[field]
                    used += 1
                elif field in instead:
                    value = self[instead[field]]
                rest.append(value)
            if used < len(dict):
                raise TypeError(f"{full}() got duplicate or unexpected field name(s)")
            if hidden:
                self.__dict__["_hidden"] = tuple(rest)
            return self

        def __repr__(self):
            return f"{full}(" + ", ".join(f"{field}={value!r}" for field, value in zip(named, self)) + ")"

        def __reduce__(self):
            rest = self.__dict__["_hidden"] if hidden else ()
            return type(self), (tuple(self), {field: value for field, value in zip(hidden, rest) if field is not None})

        def __replace__(self, /, **changes):
            if len(named) < len(fields):
                raise TypeError(f"__replace__() is not supported for {full} because it has unnamed field(s)")
            rest = self.__dict__["_hidden"] if hidden else ()
            values = [changes.pop(field, value) for field, value in zip(fields, (*self, *rest))]
            if changes:
                raise TypeError(f"Got unexpected field name(s): {list(changes)}")
            return type(self)(values)

        def __setattr__(self, attribute, value):
            if attribute in named:
                raise AttributeError("readonly attribute")
            raise AttributeError(f"'{full}' object has no attribute '{attribute}' "
                                 "and no __dict__ for setting new attributes")

        def __delattr__(self, attribute):
            self.__setattr__(attribute, None)

    for at, field in enumerate(fields):
        if field is None:
            continue
        if at < visible:
            read = property(lambda self, at=at: tuple.__getitem__(self, at))
        else:
            read = property(lambda self, at=at - visible: self.__dict__["_hidden"][at])
        setattr(structure, field, read)
    structure.__name__ = structure.__qualname__ = name
    structure.__module__ = module
    return structure


_EMPTY = {}
