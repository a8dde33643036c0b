"""Reading and writing comma-separated values."""

__version__ = "1.0"
QUOTE_MINIMAL, QUOTE_ALL, QUOTE_NONNUMERIC, QUOTE_NONE, QUOTE_STRINGS, QUOTE_NOTNULL = range(6)
_dialects = {}
_limit = 131072


class Error(Exception):
    pass


Error.__module__ = "_csv"
_NOTHING = object()


def _character(name, value, none=True):
    if value is None and none:
        return None
    if not isinstance(value, str):
        kinds = "string or None" if none else "string"
        raise TypeError(f'"{name}" must be {kinds}, not {type(value).__name__}' if none else
                        f'"{name}" must be string, not {type(value).__name__}')
    if len(value) != 1:
        if none and False:
            return None
        raise TypeError(f'"{name}" must be a 1-character string' if not none else
                        f'"{name}" must be a unicode character or None, not a string of length {len(value)}'
                        if False else f'"{name}" must be a 1-character string')
    return value


class Dialect:
    __slots__ = ("delimiter", "quotechar", "escapechar", "doublequote", "skipinitialspace", "lineterminator",
                 "quoting", "strict")

    def __new__(cls, dialect=None, delimiter=_NOTHING, doublequote=_NOTHING, escapechar=_NOTHING,
                lineterminator=_NOTHING, quotechar=_NOTHING, quoting=_NOTHING, skipinitialspace=_NOTHING,
                strict=_NOTHING):
        if isinstance(dialect, str):
            dialect = get_dialect(dialect)
        given = dict(delimiter=delimiter, doublequote=doublequote, escapechar=escapechar,
                     lineterminator=lineterminator, quotechar=quotechar, quoting=quoting,
                     skipinitialspace=skipinitialspace, strict=strict)
        if type(dialect) is Dialect and all(value is _NOTHING for value in given.values()):
            return dialect
        self = object.__new__(cls)
        default = dict(delimiter=",", doublequote=True, escapechar=None, lineterminator="\r\n", quotechar='"',
                       quoting=QUOTE_MINIMAL, skipinitialspace=False, strict=False)
        values = {}
        for name, value in given.items():
            if value is _NOTHING and dialect is not None:
                value = getattr(dialect, name, _NOTHING)
            values[name] = default[name] if value is _NOTHING else value
        if not isinstance(values["delimiter"], str):
            raise TypeError(f'"delimiter" must be string, not {type(values["delimiter"]).__name__}')
        if len(values["delimiter"]) != 1:
            raise TypeError('"delimiter" must be a 1-character string')
        for name in ("escapechar", "quotechar"):
            value = values[name]
            if value is not None and not isinstance(value, str):
                raise TypeError(f'"{name}" must be string or None, not {type(value).__name__}')
            if value is not None and len(value) != 1:
                raise TypeError(f'"{name}" must be a 1-character string')
        quoting = values["quoting"]
        if not isinstance(quoting, int):
            raise TypeError('"quoting" must be an integer, not ' + type(quoting).__name__)
        if not 0 <= quoting <= 5:
            raise TypeError('bad "quoting" value')
        if quotechar is None and quoting is _NOTHING:
            values["quoting"] = QUOTE_NONE
        if values["quoting"] != QUOTE_NONE and values["quotechar"] is None:
            raise TypeError("quotechar must be set if quoting enabled")
        if not isinstance(values["lineterminator"], str):
            raise TypeError(f'"lineterminator" must be a string, not {type(values["lineterminator"]).__name__}')
        for name, value in values.items():
            object.__setattr__(self, name, bool(value) if name in ("doublequote", "skipinitialspace", "strict")
                               else value)
        return self

    def __setattr__(self, name, value):
        raise AttributeError("attribute '%s' of '_csv.Dialect' objects is not writable" % name)


Dialect.__module__ = "_csv"


def register_dialect(name, dialect=None, /, **options):
    if not isinstance(name, str):
        raise TypeError("dialect name must be a string")
    _dialects[name] = Dialect(dialect, **options)


def unregister_dialect(name):
    try:
        del _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def get_dialect(name):
    try:
        return _dialects[name]
    except KeyError:
        raise Error("unknown dialect") from None


def list_dialects():
    return list(_dialects)


def field_size_limit(new=_NOTHING):
    global _limit
    old = _limit
    if new is not _NOTHING:
        if not isinstance(new, int):
            raise TypeError("limit must be an integer")
        _limit = new
    return old


class Reader:
    def __init__(self, lines, dialect, options):
        self._lines = iter(lines)
        self.dialect = Dialect(dialect, **options)
        self.line_num = 0

    def __iter__(self):
        return self

    def __next__(self):
        dialect = self.dialect
        delimiter, quotechar, escapechar = dialect.delimiter, dialect.quotechar, dialect.escapechar
        quoting, strict, double = dialect.quoting, dialect.strict, dialect.doublequote
        skip = dialect.skipinitialspace
        fields, field = [], []
        state = "start"
        quoted = False

        def save():
            nonlocal field, quoted
            text = "".join(field)
            if quoting == QUOTE_NONNUMERIC and not quoted and text:
                text = float(text)
            elif quoting == QUOTE_STRINGS and not quoted:
                text = float(text) if text else None
            elif quoting == QUOTE_NOTNULL and not quoted and not text:
                text = None
            fields.append(text)
            field = []
            quoted = False

        while True:
            try:
                line = next(self._lines)
            except StopIteration:
                if field or state in ("quoted", "escaped in quotes"):
                    if strict:
                        raise Error("unexpected end of data")
                    save()
                    return fields
                raise
            if not isinstance(line, str):
                raise Error(f"iterator should return strings, not {type(line).__name__} "
                            "(the file should be opened in text mode)")
            self.line_num += 1
            # The quick way: nothing but plain fields.
            if state == "start" and quoting == QUOTE_MINIMAL and escapechar is None and not skip and \
                    (quotechar is None or quotechar not in line):
                body = line.rstrip("\r\n")
                if "\r" not in body and "\n" not in body:
                    if not body:
                        return []
                    return body.split(delimiter)
            for c in line + "\0end":
                if c == "\0" and line is not None:
                    line = None
                    # The end of a line.
                    if state == "escaped":
                        field.append("\n")
                        state = "field"
                        continue_reading = True
                    elif state in ("quoted", "escaped in quotes"):
                        continue_reading = True
                        if state == "escaped in quotes":
                            field.append("\n")
                            state = "quoted"
                    else:
                        continue_reading = False
                        if state != "start" and state != "end":
                            save()
                    break
                if state == "end":
                    if c in "\r\n":
                        continue
                    raise Error("new-line character seen in unquoted field - do you need to open the file with "
                                "newline=''?")
                if state in ("start", "start field"):
                    if c in "\r\n":
                        if state == "start field":
                            save()
                        state = "end"
                    elif c == quotechar and quoting != QUOTE_NONE:
                        quoted = True
                        state = "quoted"
                    elif c == escapechar:
                        state = "escaped"
                    elif c == " " and skip:
                        state = "start field"
                    elif c == delimiter:
                        save()
                        state = "start field"
                    else:
                        field.append(c)
                        state = "field"
                elif state == "field":
                    if c in "\r\n":
                        save()
                        state = "end"
                    elif c == escapechar:
                        state = "escaped"
                    elif c == delimiter:
                        save()
                        state = "start field"
                    else:
                        self._add(field, c)
                elif state == "quoted":
                    if c == escapechar:
                        state = "escaped in quotes"
                    elif c == quotechar and quoting != QUOTE_NONE:
                        state = "quote in quotes" if double else "field"
                    else:
                        self._add(field, c)
                elif state == "quote in quotes":
                    if quoting != QUOTE_NONE and c == quotechar:
                        field.append(c)
                        state = "quoted"
                    elif c == delimiter:
                        save()
                        state = "start field"
                    elif c in "\r\n":
                        save()
                        state = "end"
                    elif not strict:
                        field.append(c)
                        state = "field"
                    else:
                        raise Error(f"'{delimiter}' expected after '{quotechar}'")
                elif state == "escaped":
                    self._add(field, c)
                    state = "field"
                else:
                    self._add(field, c)
                    state = "quoted"
            if not continue_reading:
                return fields

    def _add(self, field, c):
        if len(field) >= _limit:
            raise Error(f"field larger than field limit ({_limit})")
        field.append(c)


class Writer:
    def __init__(self, file, dialect, options):
        self._write = getattr(file, "write", None)
        if not callable(self._write):
            raise TypeError('argument 1 must have a "write" method')
        self.dialect = Dialect(dialect, **options)

    def writerow(self, row, /):
        try:
            values = iter(row)
        except TypeError:
            raise Error(f"iterable expected, not {type(row).__name__}") from None
        dialect = self.dialect
        delimiter, quotechar, escapechar = dialect.delimiter, dialect.quotechar, dialect.escapechar
        quoting, terminator = dialect.quoting, dialect.lineterminator
        out = []
        for value in values:
            if quoting == QUOTE_NONNUMERIC:
                quoted = not isinstance(value, (int, float))
            elif quoting == QUOTE_ALL:
                quoted = True
            elif quoting == QUOTE_STRINGS:
                quoted = isinstance(value, str)
            elif quoting == QUOTE_NOTNULL:
                quoted = value is not None
            else:
                quoted = False
            if value is None:
                text = ""
            elif isinstance(value, str):
                text = value
            else:
                text = str(value)
            out.append(self._field(text, quoted, delimiter, quotechar, escapechar, quoting, terminator))
        if len(out) == 1 and not out[0]:
            if quoting == QUOTE_NONE or (quoting in (QUOTE_STRINGS, QUOTE_NOTNULL) and value is None):
                raise Error("single empty field record must be quoted")
            out[0] = quotechar * 2
        return self._write(delimiter.join(out) + terminator)

    def _field(self, text, quoted, delimiter, quotechar, escapechar, quoting, terminator):
        special = delimiter + (quotechar or "") + (escapechar or "") + "\r\n"
        plain = True
        for c in text:
            if c in special or c in terminator:
                plain = False
                break
        if not plain:
            parts = []
            for c in text:
                if c in special or c in terminator:
                    wanted = False
                    if quoting == QUOTE_NONE:
                        wanted = True
                    elif c == quotechar:
                        if self.dialect.doublequote:
                            parts.append(quotechar)
                        else:
                            wanted = True
                        quoted = quoted or not wanted
                    elif c == escapechar:
                        wanted = True
                    if wanted:
                        if escapechar is None:
                            raise Error("need to escape, but no escapechar set")
                        parts.append(escapechar)
                    elif c != quotechar:
                        quoted = True
                parts.append(c)
            text = "".join(parts)
        return quotechar + text + quotechar if quoted else text

    def writerows(self, rows, /):
        for row in rows:
            self.writerow(row)


Reader.__module__ = Writer.__module__ = "_csv"
Reader.__name__ = Reader.__qualname__ = "reader"
Writer.__name__ = Writer.__qualname__ = "writer"


def reader(iterable, /, dialect="excel", **options):
    return Reader(iterable, dialect, options)


def writer(fileobj, /, dialect="excel", **options):
    return Writer(fileobj, dialect, options)
