"""Encodings: the registry, and those that the machine has itself."""

_search = []
_known = {}
_handlers = {}
_MISSING = object()


def register(search_function, /):
    if not callable(search_function):
        raise TypeError("argument must be callable")
    _search.append(search_function)


def unregister(search_function, /):
    if search_function in _search:
        _search.remove(search_function)
        _known.clear()


def lookup(encoding, /):
    if not isinstance(encoding, str):
        raise TypeError(f"lookup() argument must be str, not {type(encoding).__name__}")
    name = encoding.replace(" ", "-").lower()
    found = _known.get(name)
    if found is not None:
        return found
    if not _search:
        import encodings
    for search in _search:
        found = search(name)
        if found is None:
            continue
        if not isinstance(found, tuple) or len(found) != 4:
            raise TypeError("codec search functions must return 4-tuples")
        _known[name] = found
        return found
    raise LookupError("unknown encoding: " + encoding)


def _forget_codec(encoding, /):
    _known.pop(encoding, None)


def encode(obj, encoding="utf-8", errors="strict"):
    result = lookup(encoding)[0](obj, errors)
    return result[0]


def decode(obj, encoding="utf-8", errors="strict"):
    result = lookup(encoding)[1](obj, errors)
    return result[0]


def register_error(errors, handler, /):
    if not callable(handler):
        raise TypeError("handler must be callable")
    _handlers[errors] = handler


def _unregister_error(errors, /):
    return _handlers.pop(errors, None) is not None


def lookup_error(name, /):
    try:
        return _handlers[name]
    except KeyError:
        raise LookupError(f"unknown error handler name '{name}'") from None


def _strict(error):
    if not isinstance(error, BaseException):
        raise TypeError("codec must pass exception instance")
    raise error


def _ignore(error):
    if isinstance(error, (UnicodeEncodeError, UnicodeDecodeError, UnicodeTranslateError)):
        return "", error.end
    raise TypeError(f"don't know how to handle {type(error).__name__} in error callback")


def _replace(error):
    if isinstance(error, UnicodeEncodeError):
        return "?" * (error.end - error.start), error.end
    if isinstance(error, UnicodeDecodeError):
        return "\ufffd", error.end
    if isinstance(error, UnicodeTranslateError):
        return "\ufffd" * (error.end - error.start), error.end
    raise TypeError(f"don't know how to handle {type(error).__name__} in error callback")


def _backslashreplace(error):
    if isinstance(error, UnicodeDecodeError):
        return "".join(f"\\x{byte:02x}" for byte in error.object[error.start:error.end]), error.end
    out = []
    for c in error.object[error.start:error.end]:
        code = ord(c)
        out.append(f"\\x{code:02x}" if code < 256 else f"\\u{code:04x}" if code < 65536 else f"\\U{code:08x}")
    return "".join(out), error.end


def _xmlcharrefreplace(error):
    if not isinstance(error, UnicodeEncodeError):
        raise TypeError(f"don't know how to handle {type(error).__name__} in error callback")
    return "".join(f"&#{ord(c)};" for c in error.object[error.start:error.end]), error.end


def _namereplace(error):
    import unicodedata
    out = []
    for c in error.object[error.start:error.end]:
        name = unicodedata.name(c, "")
        out.append("\\N{" + name + "}" if name else f"\\u{ord(c):04x}")
    return "".join(out), error.end


def _surrogateescape(error):
    if isinstance(error, UnicodeEncodeError):
        out = bytearray()
        for c in error.object[error.start:error.end]:
            code = ord(c)
            if not 0xDC80 <= code <= 0xDCFF:
                raise error
            out.append(code - 0xDC00)
        return bytes(out), error.end
    out = []
    for byte in error.object[error.start:error.end]:
        if byte < 128:
            break
        out.append(chr(0xDC00 + byte))
    if not out:
        raise error
    return "".join(out), error.start + len(out)


def _surrogatepass(error):
    if isinstance(error, UnicodeEncodeError):
        out = bytearray()
        for c in error.object[error.start:error.end]:
            code = ord(c)
            if not 0xD800 <= code <= 0xDFFF:
                raise error
            out += bytes((0xE0 | code >> 12, 0x80 | code >> 6 & 0x3F, 0x80 | code & 0x3F))
        return bytes(out), error.end
    data = error.object[error.start:error.start + 3]
    if len(data) == 3 and data[0] & 0xF0 == 0xE0 and data[1] & 0xC0 == data[2] & 0xC0 == 0x80:
        code = (data[0] & 15) << 12 | (data[1] & 63) << 6 | data[2] & 63
        if 0xD800 <= code <= 0xDFFF:
            return chr(code), error.start + 3
    raise error


for _name, _function in {"strict": _strict, "ignore": _ignore, "replace": _replace,
                         "backslashreplace": _backslashreplace, "xmlcharrefreplace": _xmlcharrefreplace,
                         "namereplace": _namereplace, "surrogateescape": _surrogateescape,
                         "surrogatepass": _surrogatepass}.items():
    _handlers[_name] = _function


def _bytes(data):
    return data if isinstance(data, bytes) else bytes(data)


def _text_codec(name, module_name):
    def encoder(str, errors=None, /):
        return str.encode(name, errors or "strict"), len(str)

    def decoder(data, errors=None, final=False, /):
        # Text with escapes may be text already.
        data = data.encode() if isinstance(data, str) and name.endswith("_escape") else _bytes(data)
        return data.decode(name, errors or "strict"), len(data)
    globals()[module_name + "_encode"] = encoder
    globals()[module_name + "_decode"] = decoder


for _name, _function in {"ascii": "ascii", "latin-1": "latin_1", "utf-16": "utf_16", "utf-16-le": "utf_16_le",
                         "utf-16-be": "utf_16_be", "utf-32": "utf_32", "utf-32-le": "utf_32_le",
                         "utf-32-be": "utf_32_be", "utf-7": "utf_7", "raw_unicode_escape": "raw_unicode_escape",
                         "unicode_escape": "unicode_escape"}.items():
    _text_codec(_name, _function)
del _name, _function


def utf_8_encode(str, errors=None, /):
    return str.encode("utf-8", errors or "strict"), len(str)


def utf_8_decode(data, errors=None, final=False, /):
    data = _bytes(data)
    if final:
        return data.decode("utf-8", errors or "strict"), len(data)
    # What may be the beginning of a character waits.
    end = len(data)
    for back in range(1, min(4, end + 1)):
        byte = data[end - back]
        if byte & 0xC0 == 0x80:
            continue
        wanted = 4 if byte >= 0xF0 else 3 if byte >= 0xE0 else 2 if byte >= 0xC2 else 1
        if wanted > back and byte < 0xF5:
            end -= back
        break
    return data[:end].decode("utf-8", errors or "strict"), end


def utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = _bytes(data)
    name = "utf-16-le" if byteorder < 0 else "utf-16-be" if byteorder > 0 else "utf-16"
    if byteorder == 0 and data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        byteorder = -1 if data[:2] == b"\xff\xfe" else 1
    return data.decode(name, errors or "strict"), len(data), byteorder


def utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /):
    data = _bytes(data)
    name = "utf-32-le" if byteorder < 0 else "utf-32-be" if byteorder > 0 else "utf-32"
    return data.decode(name, errors or "strict"), len(data), byteorder


def readbuffer_encode(data, errors=None, /):
    data = data.encode() if isinstance(data, str) else _bytes(data)
    return data, len(data)


def escape_encode(data, errors=None, /):
    return repr(data)[2:-1].encode(), len(data)


def escape_decode(data, errors=None, /):
    data = data.encode() if isinstance(data, str) else _bytes(data)
    out, at = bytearray(), 0
    simple = {ord("n"): 10, ord("t"): 9, ord("r"): 13, ord("\\"): 92, ord("'"): 39, ord('"'): 34, ord("a"): 7,
              ord("b"): 8, ord("f"): 12, ord("v"): 11}
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
        if byte in simple:
            out.append(simple[byte])
        elif 48 <= byte <= 55:
            end = at
            while end < at + 2 and end < len(data) and 48 <= data[end] <= 55:
                end += 1
            out.append(int(data[at - 1:end], 8) & 255)
            at = end
        elif byte == ord("x"):
            try:
                out.append(int(data[at:at + 2].decode(), 16))
            except ValueError:
                raise ValueError(f"invalid \\x escape at position {at - 2}") from None
            at += 2
        else:
            out += bytes((92, byte))
    return bytes(out), len(data)


def charmap_build(map, /):
    return {ord(c): at for at, c in enumerate(map)}


def charmap_encode(str, errors=None, mapping=None, /):
    if mapping is None:
        return latin_1_encode(str, errors)
    out = bytearray()
    at = 0
    while at < len(str):
        value = mapping.get(ord(str[at]), None) if hasattr(mapping, "get") else None
        if value is None:
            error = UnicodeEncodeError("charmap", str, at, at + 1, "character maps to <undefined>")
            replacement, at = lookup_error(errors or "strict")(error)
            if isinstance(replacement, bytes):
                out += replacement
            else:
                for c in replacement:
                    value = mapping.get(ord(c))
                    if value is None:
                        raise error
                    out += bytes((value,)) if isinstance(value, int) else value
            continue
        out += bytes((value,)) if isinstance(value, int) else value
        at += 1
    return bytes(out), len(str)


def charmap_decode(data, errors=None, mapping=None, /):
    data = _bytes(data)
    if mapping is None:
        return latin_1_decode(data, errors)
    out, at, total = [], 0, len(data)
    while at < len(data):
        byte = data[at]
        try:
            value = mapping[byte]
        except (LookupError, KeyError):
            value = None
        if isinstance(value, int):
            value = chr(value)
        if value is None or value == "\ufffe":
            error = UnicodeDecodeError("charmap", data, at, at + 1, "character maps to <undefined>")
            replacement, at = lookup_error(errors or "strict")(error)
            # The handler may have put other bytes in their place.
            data = error.object
            out.append(replacement)
            continue
        out.append(value)
        at += 1
    return "".join(out), total
