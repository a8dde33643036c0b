"""Encodings: the registry, the handlers of errors, and functions for the encodings that the machine has itself."""
from _pylens import decode_piece as _decode_piece, encode_piece as _encode_piece

_search = []
_known = {}
_handlers = {}


def register(search_function, /):
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _search.append(search_function)


def unregister(search_function, /):
    if search_function in _search:
        _search.remove(search_function)
        _known.clear()


def _normalized(encoding):
    """Lower case, with an underline for what stands between letters and digits."""
    out, between = [], False
    for byte in encoding.encode():
        c = chr(byte)
        if byte < 128 and (c.isalnum() or c == "."):
            if between and out:
                out.append("_")
            between = False
            out.append(c.lower())
        else:
            between = True
    return "".join(out)


def lookup(encoding, /):
    if not isinstance(encoding, str):
        raise TypeError(f"lookup() argument must be str, not {_kind(encoding)}")
    found = _known.get(encoding)
    if found is not None:
        return found
    if "\0" in encoding:
        raise ValueError("embedded null character")
    name = _normalized(encoding)
    found = _known.get(name)
    if found is None:
        if not _search:
            import encodings
        for search in _search:
            found = search(name)
            if found is not None:
                break
        else:
            raise LookupError("unknown encoding: " + encoding)
        if not isinstance(found, tuple) or len(found) != 4:
            raise TypeError("codec search functions must return 4-tuples")
    _known[name] = _known[encoding] = found
    return found


def _forget_codec(encoding, /):
    name = _normalized(encoding)
    for known in [known for known in _known if _normalized(known) == name]:
        del _known[known]


def _kind(value):
    return "None" if value is None else type(value).__name__


def _by(function, what, obj, name, errors, complaint):
    try:
        result = function(obj) if errors is None else function(obj, errors)
    except BaseException as error:
        try:
            BaseException.add_note(error, f"{what} with '{name}' codec failed")
        except TypeError:
            pass
        raise
    if not isinstance(result, tuple) or len(result) != 2:
        raise TypeError(complaint)
    return result[0]


def _encode_by(info, obj, name, errors):
    return _by(info[0], "encoding", obj, name, errors, "encoder must return a tuple (object, integer)")


def _decode_by(info, obj, name, errors):
    return _by(info[1], "decoding", obj, name, errors, "decoder must return a tuple (object,integer)")


def encode(obj, encoding="utf-8", errors=None):
    return _encode_by(lookup(encoding), obj, encoding, errors)


def decode(obj, encoding="utf-8", errors=None):
    return _decode_by(lookup(encoding), obj, encoding, errors)


def register_error(errors, handler, /):
    if not isinstance(errors, str):
        raise TypeError(f"register_error() argument 1 must be str, not {_kind(errors)}")
    if not callable(handler):
        raise TypeError("handler must be callable")
    _handlers[errors] = handler


def _unregister_error(errors, /):
    if errors in _BUILTIN_HANDLERS:
        raise ValueError(f"cannot un-register built-in error handler '{errors}'")
    return _handlers.pop(errors, None) is not None


def lookup_error(name, /):
    if not isinstance(name, str):
        raise TypeError(f"lookup_error() argument must be str, not {_kind(name)}")
    try:
        return _handlers[name]
    except KeyError:
        raise LookupError(f"unknown error handler name '{name}'") from None


def _is(error, kind):
    # What `__class__` says does not count.
    return issubclass(type(error), kind)


def _foreign(error):
    return TypeError(f"don't know how to handle {type(error).__name__} in error callback")


def _span(error):
    kind = bytes if _is(error, UnicodeDecodeError) else str
    if not isinstance(error.object, kind):
        raise TypeError("object attribute must be " + ("bytes" if kind is bytes else "unicode"))
    size = len(error.object)
    start = 0 if error.start < 0 else error.start
    end = 1 if error.end < 1 else error.end
    return size - 1 if start >= size else start, size if end > size else end


def _strict(error):
    if not _is(error, BaseException):
        raise TypeError("codec must pass exception instance")
    raise error


def _ignore(error):
    if not _is(error, (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)):
        raise _foreign(error)
    return "", _span(error)[1]


def _replace(error):
    if _is(error, UnicodeEncodeError):
        start, end = _span(error)
        return "?" * (end - start), end
    if _is(error, UnicodeDecodeError):
        return "\ufffd", _span(error)[1]
    if _is(error, UnicodeTranslateError):
        start, end = _span(error)
        return "\ufffd" * (end - start), end
    raise _foreign(error)


def _escaped(c):
    code = ord(c)
    return f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}"


def _backslashreplace(error):
    if _is(error, UnicodeDecodeError):
        start, end = _span(error)
        return "".join([f"\\x{byte:02x}" for byte in error.object[start:end]]), end
    if not _is(error, (UnicodeEncodeError, UnicodeTranslateError)):
        raise _foreign(error)
    start, end = _span(error)
    return "".join([_escaped(c) for c in error.object[start:end]]), end


def _xmlcharrefreplace(error):
    if not _is(error, UnicodeEncodeError):
        raise _foreign(error)
    start, end = _span(error)
    return "".join([f"&#{ord(c)};" for c in error.object[start:end]]), end


def _namereplace(error):
    if not _is(error, UnicodeEncodeError):
        raise _foreign(error)
    import unicodedata
    start, end = _span(error)
    out = []
    for c in error.object[start:end]:
        name = unicodedata.name(c, "")
        out.append("\\N{" + name + "}" if name else _escaped(c))
    return "".join(out), end


def _surrogateescape(error):
    if _is(error, UnicodeEncodeError):
        start, end = _span(error)
        out = bytearray()
        for c in error.object[start:end]:
            code = ord(c)
            if not 0xDC80 <= code <= 0xDCFF:
                raise error
            out.append(code - 0xDC00)
        return bytes(out), end
    if not _is(error, UnicodeDecodeError):
        raise _foreign(error)
    start, end = _span(error)
    out = []
    for byte in error.object[start:min(end, start + 4)]:
        if byte < 128:
            break
        out.append(chr(0xDC00 + byte))
    if not out:
        raise error
    return "".join(out), start + len(out)


def _surrogate_encoding(name):
    """Bytes of a surrogate, and their order, in an encoding of this name."""
    name = name.lower().replace("_", "-")
    if not name.startswith("utf"):
        return None
    rest = name[3:].removeprefix("-")
    if rest == "8":
        return 3, "utf-8"
    for digits, width in (("16", 2), ("32", 4)):
        if rest.startswith(digits):
            order = {"": "little", "le": "little", "be": "big"}.get(rest[2:].removeprefix("-"))
            return order and (width, order)
    return None


def _surrogatepass(error):
    if not _is(error, (UnicodeEncodeError, UnicodeDecodeError)):
        raise _foreign(error)
    known = _surrogate_encoding(error.encoding)
    if not known:
        raise error
    width, order = known
    start, end = _span(error)
    if _is(error, UnicodeEncodeError):
        out = bytearray()
        for c in error.object[start:end]:
            code = ord(c)
            if not 0xD800 <= code <= 0xDFFF:
                raise error
            if order == "utf-8":
                out += bytes((0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F))
            else:
                out += code.to_bytes(width, order)
        return bytes(out), end
    data = error.object[start:start + width]
    if len(data) == width:
        code = 0
        if order != "utf-8":
            code = int.from_bytes(data, order)
        elif data[0] & 0xF0 == 0xE0 and data[1] & 0xC0 == data[2] & 0xC0 == 0x80:
            code = (data[0] & 15) << 12 | (data[1] & 63) << 6 | data[2] & 63
        if 0xD800 <= code <= 0xDFFF:
            return chr(code), start + width
    raise error


_handlers.update({"strict": _strict, "ignore": _ignore, "replace": _replace, "backslashreplace": _backslashreplace,
                  "xmlcharrefreplace": _xmlcharrefreplace, "namereplace": _namereplace,
                  "surrogateescape": _surrogateescape, "surrogatepass": _surrogatepass})
_BUILTIN_HANDLERS = frozenset(_handlers)


def _checked(function, text, errors):
    if not isinstance(text, str):
        raise TypeError(f"{function}() argument 1 must be str, not {_kind(text)}")
    _check_errors(function, errors)


def _check_errors(function, errors):
    if errors is not None and not isinstance(errors, str):
        raise TypeError(f"{function}() argument 2 must be str or None, not {type(errors).__name__}")


def _encoder(function, name):
    def encoder(str, errors=None, /):
        _checked(function, str, errors)
        return _encode_piece(name, str, errors), len(str)
    encoder.__name__ = encoder.__qualname__ = function
    globals()[function] = encoder


def _ordered_encoder(function, name):
    def encoder(str, errors=None, byteorder=0, /):
        _checked(function, str, errors)
        order = "" if byteorder == 0 else "-le" if byteorder < 0 else "-be"
        return _encode_piece(name + order, str, errors), len(str)
    encoder.__name__ = encoder.__qualname__ = function
    globals()[function] = encoder


def _decoder(function, name, whole):
    if whole is None:
        def decoder(data, errors=None, /):
            _check_errors(function, errors)
            return _decode_piece(name, data, errors, True)[:2]
    elif whole:
        # Text with escapes may be text already.
        def decoder(data, errors=None, final=True, /):
            _check_errors(function, errors)
            return _decode_piece(name, data.encode() if isinstance(data, str) else data, errors, final)[:2]
    else:
        def decoder(data, errors=None, final=False, /):
            _check_errors(function, errors)
            return _decode_piece(name, data, errors, final)[:2]
    decoder.__name__ = decoder.__qualname__ = function
    globals()[function] = decoder


def _ex_decoder(function, name):
    def decoder(data, errors=None, byteorder=0, final=False, /):
        _check_errors(function, errors)
        order = "" if byteorder == 0 else "-le" if byteorder < 0 else "-be"
        text, count, marked = _decode_piece(name + order, data, errors, final)
        return text, count, byteorder or marked
    decoder.__name__ = decoder.__qualname__ = function
    globals()[function] = decoder


for _name, _whole in (("ascii", None), ("latin_1", None), ("utf_7", False), ("utf_8", False), ("utf_16", False),
                      ("utf_16_le", False), ("utf_16_be", False), ("utf_32", False), ("utf_32_le", False),
                      ("utf_32_be", False), ("unicode_escape", True), ("raw_unicode_escape", True)):
    (_ordered_encoder if _name in ("utf_16", "utf_32") else _encoder)(_name + "_encode", _name)
    _decoder(_name + "_decode", _name, _whole)
_ex_decoder("utf_16_ex_decode", "utf-16")
_ex_decoder("utf_32_ex_decode", "utf-32")
del _name, _whole


def readbuffer_encode(data, errors=None, /):
    _check_errors("readbuffer_encode", errors)
    data = data.encode() if isinstance(data, str) else memoryview(data).tobytes()
    return data, len(data)


_ESCAPES = {10: "\\n", 9: "\\t", 13: "\\r", 92: "\\\\", 39: "\\'"}


def escape_encode(data, errors=None, /):
    if not isinstance(data, bytes):
        raise TypeError(f"escape_encode() argument 1 must be bytes, not {_kind(data)}")
    _check_errors("escape_encode", errors)
    out = [_ESCAPES.get(byte) or (chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}") for byte in data]
    return "".join(out).encode(), len(data)


_SIMPLE = {ord("n"): 10, ord("t"): 9, ord("r"): 13, ord("\\"): 92, ord("'"): 39, ord('"'): 34, ord("a"): 7, ord("b"): 8,
           ord("f"): 12, ord("v"): 11}


def escape_decode(data, errors=None, /):
    _check_errors("escape_decode", errors)
    data = data.encode() if isinstance(data, str) else memoryview(data).tobytes()
    out, at, odd = bytearray(), 0, None
    while at < len(data):
        byte = data[at]
        at += 1
        if byte != 92:
            out.append(byte)
            continue
        if at >= len(data):
            raise ValueError("Trailing \\ in string")
        byte = data[at]
        at += 1
        if byte == 10:
            continue
        if byte in _SIMPLE:
            out.append(_SIMPLE[byte])
        elif 48 <= byte <= 55:
            end = at
            while end < at + 2 and end < len(data) and 48 <= data[end] <= 55:
                end += 1
            value = int(data[at - 1:end], 8)
            if value > 255 and odd is None:
                odd = f"invalid octal escape sequence '\\{data[at - 1:end].decode()}'"
            out.append(value & 255)
            at = end
        elif byte == ord("x"):
            digits = data[at:at + 2]
            if len(digits) == 2 and all(chr(digit) in "0123456789abcdefABCDEF" for digit in digits):
                out.append(int(digits, 16))
                at += 2
                continue
            if errors is None or errors == "strict":
                raise ValueError(f"invalid \\x escape at position {at - 2}")
            if errors == "replace":
                out.append(63)
            elif errors != "ignore":
                raise ValueError(f"decoding error; unknown error handling code: {errors}")
            if digits and chr(digits[0]) in "0123456789abcdefABCDEF":
                at += 1
        else:
            if odd is None:
                odd = f"invalid escape sequence '\\{chr(byte)}'"
            out += bytes((92, byte))
    if odd is not None:
        import warnings
        warnings.warn(odd, DeprecationWarning, 2)
    return bytes(out), len(data)


def charmap_build(map, /):
    if not isinstance(map, str):
        raise TypeError(f"charmap_build() argument must be str, not {_kind(map)}")
    return {ord(c): at for at, c in enumerate(map) if c != "\ufffe" and at < 256}


def _mapped_bytes(mapping, c):
    """What a mapping has for a character; `None` if that is nothing."""
    try:
        value = mapping[ord(c)]
    except LookupError:
        return None
    if value is None or isinstance(value, bytes):
        return value
    if not isinstance(value, int):
        raise TypeError(f"character mapping must return integer, bytes or None, not {type(value).__name__}")
    if not 0 <= value < 256:
        raise TypeError("character mapping must be in range(256)")
    return bytes((value,))


def charmap_encode(str, errors=None, mapping=None, /):
    _checked("charmap_encode", str, errors)
    if mapping is None:
        return latin_1_encode(str, errors)
    if type(mapping) is dict:
        try:
            return bytes(map(mapping.__getitem__, map(ord, str))), len(str)
        except (KeyError, TypeError, ValueError):
            pass
    out, at = bytearray(), 0
    while at < len(str):
        data = _mapped_bytes(mapping, str[at])
        if data is not None:
            out += data
            at += 1
            continue
        end = at + 1
        while end < len(str) and _mapped_bytes(mapping, str[end]) is None:
            end += 1
        error = UnicodeEncodeError("charmap", str, at, end, "character maps to <undefined>")
        replacement, at = _handled(error, errors, (_str, bytes), len(str),
                                   "encoding error handler must return (str/bytes, int) tuple")
        if isinstance(replacement, bytes):
            out += replacement
            continue
        for c in replacement:
            data = _mapped_bytes(mapping, c)
            if data is None:
                raise error
            out += data
    return bytes(out), len(str)


_str = str


def _handled(error, errors, kinds, size, complaint):
    """What the handler of an error says: what to put in its place, and where to go on."""
    result = lookup_error(errors or "strict")(error)
    if not isinstance(result, tuple) or len(result) != 2 or not isinstance(result[0], kinds):
        raise TypeError(complaint)
    replacement, at = result
    if not isinstance(at, int):
        if not hasattr(type(at), "__index__"):
            raise TypeError(f"'{type(at).__name__}' object cannot be interpreted as an integer")
        at = type(at).__index__(at)
    if isinstance(error, UnicodeDecodeError):
        # It may have put other bytes there.
        size = len(error.object)
    at = at + size if at < 0 else at
    if not 0 <= at <= size:
        raise IndexError(f"position {at} from error handler out of bounds")
    return replacement, at


def _mapped_text(mapping, byte):
    try:
        value = mapping[byte]
    except LookupError:
        return None
    if isinstance(value, int):
        if not 0 <= value < 0x110000:
            raise TypeError("character mapping must be in range(0x110000)")
        value = chr(value)
    elif value is not None and not isinstance(value, str):
        raise TypeError("character mapping must return integer, None or str")
    return None if value == "\ufffe" else value


def charmap_decode(data, errors=None, mapping=None, /):
    _check_errors("charmap_decode", errors)
    if mapping is None:
        return latin_1_decode(data, errors)
    if not isinstance(data, bytes):
        data = memoryview(data).tobytes() if not isinstance(data, str) else _decode_piece("latin-1", data, errors, True)
    total = len(data)
    if type(mapping) is str:
        try:
            text = "".join(map(mapping.__getitem__, data))
            if "\ufffe" not in text:
                return text, total
        except IndexError:
            pass
    out, at = [], 0
    while at < len(data):
        value = _mapped_text(mapping, data[at])
        if value is not None:
            out.append(value)
            at += 1
            continue
        error = UnicodeDecodeError("charmap", data, at, at + 1, "character maps to <undefined>")
        replacement, at = _handled(error, errors, str, len(data), "decoding error handler must return (str, int) tuple")
        data = error.object
        out.append(replacement)
    return "".join(out), total
