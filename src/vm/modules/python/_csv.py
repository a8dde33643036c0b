"""CSV parsing and writing.
"""

from _pylens_codes import split_row as _split_row

__version__ = "1.0"
QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)
_dialects = {}
_limit = 131072
_NOTHING = object()


class Error(Exception):
    pass


Error.__module__ = "_csv"


class _Closed:
    """Objects with attributes that are read only; those of `_computed` complain in the words of computed attributes."""

    __slots__ = ()
    _computed = ()

    def __setattr__(self, name, value):
        kind = type(self)
        if name in kind._computed:
            raise AttributeError("attribute '%s' of '_csv.%s' objects is not writable" % (name, kind.__name__))
        if name in kind.__slots__:
            raise AttributeError("readonly attribute")
        raise AttributeError("'_csv.%s' object has no attribute '%s' and no __dict__ for setting new attributes"
                             % (kind.__name__, name))

    def __delattr__(self, name):
        self.__setattr__(name, None)


_set = object.__setattr__


def _character(name, value, default):
    if value is _NOTHING:
        return default
    if value is None and name != "delimiter":
        return None
    if not isinstance(value, str):
        kinds = "string" if name == "delimiter" else "string or None"
        raise TypeError(f'"{name}" must be {kinds}, not {type(value).__name__}')
    if len(value) != 1:
        raise TypeError(f'"{name}" must be a 1-character string')
    return value


def _check_character(name, value, terminator, space):
    if value is not None:
        if value in "\r\n" or value == " " and not space:
            raise ValueError(f"bad {name} value")
        if value in terminator:
            raise ValueError(f"bad {name} or lineterminator value")


def _check_pair(first, second, a, b):
    if a is not None and a == b:
        raise ValueError(f"bad {first} or {second} value")


class Dialect(_Closed):
    """How a kind of CSV files is written: what separates, quotes and ends its fields."""

    __slots__ = ("delimiter", "doublequote", "escapechar", "lineterminator", "quotechar", "quoting",
                 "skipinitialspace", "strict")
    _computed = ("delimiter", "escapechar", "lineterminator", "quotechar", "quoting")

    def __new__(cls, /, *args, **options):
        names = ("dialect",) + Dialect.__slots__[:6] + Dialect.__slots__[6:]
        given = len(args) + len(options)
        if given > len(names):
            raise TypeError(f"function takes at most {len(names)} arguments ({given} given)")
        values = dict(zip(names, args))
        for name, value in options.items():
            if name not in names:
                raise TypeError(f"this function got an unexpected keyword argument '{name}'")
            if name in values:
                place = names.index(name) + 1
                raise TypeError(f"argument for function given by name ('{name}') and position ({place})")
            values[name] = value
        dialect = values.pop("dialect", _NOTHING)
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        if isinstance(dialect, Dialect) and not values:
            return dialect
        if dialect is not _NOTHING:
            for name in names[1:]:
                if name not in values:
                    try:
                        values[name] = getattr(dialect, name)
                    except Exception:
                        pass

        def value(name, default=_NOTHING):
            return values.get(name, default)

        delimiter = _character("delimiter", value("delimiter"), ",")
        doublequote = bool(value("doublequote", True))
        escapechar = _character("escapechar", value("escapechar"), None)
        lineterminator = value("lineterminator", "\r\n")
        if lineterminator is not None and not isinstance(lineterminator, str):
            raise TypeError('"lineterminator" must be a string')
        quotechar = _character("quotechar", value("quotechar"), '"')
        quoting = value("quoting", QUOTE_MINIMAL)
        if type(quoting) is not int:
            raise TypeError('"quoting" must be an integer')
        if not -1 << 31 <= quoting < 1 << 31:
            raise OverflowError("Python int too large to convert to C int")
        skipinitialspace, strict = bool(value("skipinitialspace", False)), bool(value("strict", False))
        if not 0 <= quoting <= QUOTE_NOTNULL:
            raise TypeError('bad "quoting" value')
        if quotechar is None and "quoting" not in values:
            quoting = QUOTE_NONE
        if quoting != QUOTE_NONE and quotechar is None:
            raise TypeError("quotechar must be set if quoting enabled")
        if lineterminator is None:
            raise TypeError("lineterminator must be set")
        _check_character("delimiter", delimiter, lineterminator, True)
        _check_character("escapechar", escapechar, lineterminator, not skipinitialspace)
        _check_character("quotechar", quotechar, lineterminator, not skipinitialspace)
        _check_pair("delimiter", "escapechar", delimiter, escapechar)
        _check_pair("delimiter", "quotechar", delimiter, quotechar)
        _check_pair("escapechar", "quotechar", escapechar, quotechar)
        self = object.__new__(cls)
        _set(self, "delimiter", delimiter)
        _set(self, "doublequote", doublequote)
        _set(self, "escapechar", escapechar)
        _set(self, "lineterminator", lineterminator)
        _set(self, "quotechar", quotechar)
        _set(self, "quoting", quoting)
        _set(self, "skipinitialspace", skipinitialspace)
        _set(self, "strict", strict)
        return self

    def __reduce__(self):
        raise TypeError("cannot pickle 'Dialect' instances")

    def __reduce_ex__(self, protocol, /):
        raise TypeError("cannot pickle 'Dialect' instances")


Dialect.__module__ = "_csv"


def register_dialect(*args, **options):
    if not 1 <= len(args) <= 2:
        raise TypeError(" expected at " + ("least 1 argument, got 0" if not args else
                                           f"most 2 arguments, got {len(args)}"))
    if not isinstance(args[0], str):
        raise TypeError("dialect name must be a string")
    _dialects[args[0]] = Dialect(*args[1:], **options)


def unregister_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    del _dialects[name]


def get_dialect(name):
    if name not in _dialects:
        raise Error("unknown dialect")
    return _dialects[name]


def list_dialects():
    return list(_dialects)


def field_size_limit(new_limit=_NOTHING, /):
    global _limit
    old = _limit
    if new_limit is not _NOTHING:
        if type(new_limit) is not int:
            raise TypeError("limit must be an integer")
        if not -1 << 63 <= new_limit < 1 << 63:
            raise OverflowError("Python int too large to convert to C long")
        _limit = new_limit
    return old


# Where the reader stands. The end of a line is read as one more character, None.
_START_RECORD, _START_FIELD, _ESCAPED, _FIELD, _QUOTED, _ESCAPED_IN_QUOTED, _QUOTE_IN_QUOTED, _LINE_END, \
    _AFTER_ESCAPED_LINE_END = range(9)


class Reader(_Closed):
    """CSV reader

Reader objects are responsible for reading and parsing tabular data
in CSV format.
"""

    __slots__ = ("dialect", "line_num", "_lines", "_state", "_text", "_fields", "_unquoted")

    def __new__(cls, /, *args, **options):
        raise TypeError("cannot create '_csv.reader' instances")

    def __iter__(self):
        return self

    def __next__(self):
        dialect = self.dialect
        _set(self, "_state", _START_RECORD)
        _set(self, "_fields", [])
        _set(self, "_text", [])
        _set(self, "_unquoted", True)
        plain = dialect.quoting in (QUOTE_MINIMAL, QUOTE_ALL) and dialect.escapechar is None \
            and not dialect.skipinitialspace
        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if self._text or self._state == _QUOTED:
                    if dialect.strict:
                        raise Error("unexpected end of data") from None
                    self._save()
                    return self._fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} "
                            "(the file should be opened in text mode)")
            _set(self, "line_num", self.line_num + 1)
            if plain and self._state == _START_RECORD and dialect.quotechar not in line and len(line) <= _limit:
                # Nothing but plain fields.
                body = line.rstrip("\r\n")
                if "\r" not in body and "\n" not in body:
                    return body.split(dialect.delimiter) if body else []
            if plain and self._state == _START_RECORD and len(line) <= _limit:
                row = _split_row(line, dialect.delimiter, dialect.quotechar, dialect.doublequote)
                if row is not None:
                    return row
            self._read(line, dialect)
            if self._state == _START_RECORD:
                return self._fields

    def _save(self):
        quoting, text, unquoted = self.dialect.quoting, "".join(self._text), self._unquoted
        if unquoted and not text and quoting in (QUOTE_NOTNULL, QUOTE_STRINGS):
            text = None
        elif unquoted and text and quoting in (QUOTE_NONNUMERIC, QUOTE_STRINGS):
            text = float(text)
        self._fields.append(text)
        self._text.clear()
        _set(self, "_unquoted", True)

    def _read(self, line, dialect):
        delimiter, quotechar, escapechar = dialect.delimiter, dialect.quotechar, dialect.escapechar
        quoting, skip, text, save = dialect.quoting, dialect.skipinitialspace, self._text, self._save
        if quoting == QUOTE_NONE:
            quotechar = _NOTHING
        if escapechar is None:
            escapechar = _NOTHING
        state = self._state
        for c in (*line, None):
            if state == _FIELD or state == _START_FIELD or state == _START_RECORD \
                    or state == _AFTER_ESCAPED_LINE_END:
                if c is None and state in (_START_RECORD, _AFTER_ESCAPED_LINE_END):
                    continue
                if state == _START_RECORD and c in "\r\n":
                    state = _LINE_END
                elif c is None or c in "\r\n":
                    save()
                    state = _START_RECORD if c is None else _LINE_END
                elif c == quotechar and state in (_START_RECORD, _START_FIELD):
                    _set(self, "_unquoted", False)
                    state = _QUOTED
                elif c == escapechar:
                    state = _ESCAPED
                elif c == " " and skip and state in (_START_RECORD, _START_FIELD):
                    state = _START_FIELD
                elif c == delimiter:
                    save()
                    state = _START_FIELD
                else:
                    self._add(text, c)
                    if state != _AFTER_ESCAPED_LINE_END:
                        state = _FIELD
            elif state == _QUOTED:
                if c is None:
                    pass
                elif c == escapechar:
                    state = _ESCAPED_IN_QUOTED
                elif c == quotechar:
                    state = _QUOTE_IN_QUOTED if dialect.doublequote else _FIELD
                else:
                    self._add(text, c)
            elif state == _QUOTE_IN_QUOTED:
                if c == quotechar:
                    self._add(text, c)
                    state = _QUOTED
                elif c == delimiter:
                    save()
                    state = _START_FIELD
                elif c is None or c in "\r\n":
                    save()
                    state = _START_RECORD if c is None else _LINE_END
                elif dialect.strict:
                    raise Error(f"'{delimiter}' expected after '{quotechar}'")
                else:
                    self._add(text, c)
                    state = _FIELD
            elif state == _ESCAPED:
                if c is not None and c in "\r\n":
                    self._add(text, c)
                    state = _AFTER_ESCAPED_LINE_END
                else:
                    self._add(text, "\n" if c is None else c)
                    state = _FIELD
            elif state == _ESCAPED_IN_QUOTED:
                self._add(text, "\n" if c is None else c)
                state = _QUOTED
            elif c is None:
                state = _START_RECORD
            elif c not in "\r\n":
                raise Error("new-line character seen in unquoted field - do you need to open the file with "
                            "newline=''?")
        _set(self, "_state", state)

    def _add(self, text, c):
        if len(text) >= _limit:
            raise Error(f"field larger than field limit ({_limit})")
        text.append(c)


class Writer(_Closed):
    """CSV writer

Writer objects are responsible for generating tabular data
in CSV format from sequence input.
"""

    __slots__ = ("dialect", "_write", "_special")

    def __new__(cls, /, *args, **options):
        raise TypeError("cannot create '_csv.writer' instances")

    def writerow(self, seq, /):
        try:
            values = iter(seq)
        except TypeError:
            values = None
        if values is None:
            raise Error(f"iterable expected, not {type(seq).__name__}")
        dialect = self.dialect
        quoting, out, value = dialect.quoting, [], None
        for value in values:
            if quoting == QUOTE_MINIMAL:
                quoted = False
            elif quoting == QUOTE_NONNUMERIC:
                kind = type(value)
                quoted = not (hasattr(kind, "__int__") or hasattr(kind, "__float__") or hasattr(kind, "__index__")
                              or kind is complex)
            elif quoting == QUOTE_STRINGS:
                quoted = isinstance(value, str)
            elif quoting == QUOTE_NOTNULL:
                quoted = value is not None
            else:
                quoted = quoting == QUOTE_ALL
            out.append(self._field(value, quoted, dialect))
        if len(out) == 1 and not out[0]:
            if quoting == QUOTE_NONE or value is None and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                raise Error("single empty field record must be quoted")
            out[0] = self._field(None, True, dialect)
        return self._write(dialect.delimiter.join(out) + dialect.lineterminator)

    def writerows(self, seqseq, /):
        for row in iter(seqseq):
            self.writerow(row)

    def _field(self, value, quoted, dialect):
        text = "" if value is None else value if isinstance(value, str) else str(value)
        quoting, quotechar, escapechar = dialect.quoting, dialect.quotechar, dialect.escapechar
        if not text:
            if dialect.delimiter == " " and dialect.skipinitialspace:
                if quoting == QUOTE_NONE or value is None and quoting in (QUOTE_STRINGS, QUOTE_NOTNULL):
                    raise Error("empty field must be quoted if delimiter is a space and skipinitialspace is true")
                quoted = True
        elif not self._special.isdisjoint(text):
            parts = []
            for c in text:
                if c in self._special:
                    escape = quoting == QUOTE_NONE or c == escapechar
                    if c == quotechar and quoting != QUOTE_NONE:
                        escape = not dialect.doublequote
                        if not escape:
                            parts.append(quotechar)
                    if escape:
                        if escapechar is None:
                            raise Error("need to escape, but no escapechar set")
                        parts.append(escapechar)
                    else:
                        quoted = True
                parts.append(c)
            text = "".join(parts)
        return quotechar + text + quotechar if quoted else text


Reader.__module__ = Writer.__module__ = "_csv"
Reader.__name__ = Reader.__qualname__ = "reader"
Writer.__name__ = Writer.__qualname__ = "writer"


def _arguments(args):
    if not 1 <= len(args) <= 2:
        raise TypeError(" expected at " + ("least 1 argument, got 0" if not args else
                                           f"most 2 arguments, got {len(args)}"))


def reader(*args, **options):
    _arguments(args)
    self = object.__new__(Reader)
    _set(self, "_lines", iter(args[0]))
    _set(self, "line_num", 0)
    _set(self, "dialect", Dialect(*args[1:], **options))
    return self


def writer(*args, **options):
    _arguments(args)
    self = object.__new__(Writer)
    write = getattr(args[0], "write", None)
    if not callable(write):
        raise TypeError('argument 1 must have a "write" method')
    dialect = Dialect(*args[1:], **options)
    _set(self, "dialect", dialect)
    _set(self, "_write", write)
    special = {dialect.delimiter, dialect.quotechar, dialect.escapechar, "\r", "\n", *dialect.lineterminator}
    special.discard(None)
    _set(self, "_special", frozenset(special))
    return self
