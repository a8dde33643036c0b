"""Values as bytes, in C's layouts."""
from _pylens import bits_float, float_bits


class error(Exception):
    pass


error.__module__ = "struct"

_NATIVE = {"x": (1, 1), "c": (1, 1), "b": (1, 1), "B": (1, 1), "?": (1, 1), "h": (2, 2), "H": (2, 2), "i": (4, 4),
           "I": (4, 4), "l": (8, 8), "L": (8, 8), "q": (8, 8), "Q": (8, 8), "n": (8, 8), "N": (8, 8), "P": (8, 8),
           "e": (2, 2), "f": (4, 4), "d": (8, 8), "s": (1, 1), "p": (1, 1)}
_STANDARD = {**{code: (size, 1) for code, (size, _) in _NATIVE.items()}, "l": (4, 1), "L": (4, 1)}
for _code in "nNP":
    del _STANDARD[_code]
_SIGNED = "bhilqn"
_UNSIGNED = "BHILQNP"
_cache = {}


def _compile(format):
    if isinstance(format, bytes):
        format = format.decode("ascii")
    elif not isinstance(format, str):
        raise TypeError(f"Struct() argument 1 must be a str or bytes object, not {type(format).__name__}")
    known = _cache.get(format)
    if known is not None:
        return known
    order, table, body = "little", _NATIVE, format
    if format and format[0] in "@=<>!":
        body = format[1:]
        if format[0] != "@":
            table = _STANDARD
        if format[0] in ">!":
            order = "big"
    fields, offset, count, number = [], 0, 0, None
    for c in body:
        if c.isspace():
            if number is not None:
                raise error("repeat count given without format specifier")
            continue
        if c in "0123456789":
            number = (number or 0) * 10 + int(c)
            continue
        if c not in table:
            raise error("bad char in struct format")
        size, alignment = table[c]
        if table is _NATIVE:
            offset += -offset % alignment
        repeat = 1 if number is None else number
        number = None
        if c in "sp":
            fields.append((c, offset, repeat))
            offset += repeat
            count += 1
        elif c == "x":
            offset += repeat
        else:
            for _ in range(repeat):
                fields.append((c, offset, size))
                offset += size
            count += repeat
    if number is not None:
        raise error("repeat count given without format specifier")
    known = (format, order, fields, offset, count)
    _cache[format] = known
    return known


def _pack_one(code, size, order, value, target, at):
    if code in _SIGNED or code in _UNSIGNED:
        if not isinstance(value, int):
            index = getattr(type(value), "__index__", None)
            if index is None:
                raise error("required argument is not an integer")
            value = index(value)
        signed = code in _SIGNED
        low, high = (-(1 << size * 8 - 1), (1 << size * 8 - 1) - 1) if signed else (0, (1 << size * 8) - 1)
        if not low <= value <= high:
            raise error(f"'{code}' format requires {low} <= number <= {high}")
        target[at:at + size] = value.to_bytes(size, order, signed=signed)
    elif code in "efd":
        if not isinstance(value, (int, float)) and not hasattr(type(value), "__float__"):
            raise error("required argument is not a float")
        bits = float_bits(float(value), size * 8)
        target[at:at + size] = bits.to_bytes(size, order)
    elif code == "?":
        target[at] = 1 if value else 0
    elif code == "c":
        if not isinstance(value, (bytes, bytearray)) or len(value) != 1:
            raise error("char format requires a bytes object of length 1")
        target[at:at + 1] = value
    elif code == "s":
        if not isinstance(value, (bytes, bytearray)):
            raise error("argument for 's' must be a bytes object")
        value = bytes(value)[:size]
        target[at:at + size] = value + bytes(size - len(value))
    elif code == "p":
        if not isinstance(value, (bytes, bytearray)):
            raise error("argument for 'p' must be a bytes object")
        if size:
            value = bytes(value)[:min(size - 1, 255)]
            target[at:at + size] = bytes([len(value)]) + value + bytes(size - 1 - len(value))


def _unpack_one(code, size, order, data, at):
    if code in _SIGNED:
        return int.from_bytes(data[at:at + size], order, signed=True)
    if code in _UNSIGNED:
        return int.from_bytes(data[at:at + size], order)
    if code in "efd":
        return bits_float(int.from_bytes(data[at:at + size], order), size * 8)
    if code == "?":
        return data[at] != 0
    if code == "c":
        return bytes(data[at:at + 1])
    if code == "s":
        return bytes(data[at:at + size])
    length = min(data[at], size - 1) if size else 0
    return bytes(data[at + 1:at + 1 + length])


def _bytes_like(o):
    if isinstance(o, (bytes, bytearray)):
        return o
    if isinstance(o, memoryview):
        return o.tobytes()
    try:
        return o.tobytes()
    except AttributeError:
        raise TypeError(f"a bytes-like object is required, not '{type(o).__name__}'") from None


class Struct:
    def __init__(self, format):
        self._compiled = _compile(format)

    format = property(lambda self: self._compiled[0])
    size = property(lambda self: self._compiled[3])

    def pack(self, /, *values):
        return _pack("pack", self._compiled, values)

    def pack_into(self, buffer, offset, /, *values):
        return _pack_into(self._compiled, buffer, offset, values)

    def unpack(self, buffer, /):
        return _unpack(self._compiled, buffer)

    def unpack_from(self, /, buffer, offset=0):
        return _unpack_from(self._compiled, buffer, offset)

    def iter_unpack(self, buffer, /):
        return _iter_unpack(self._compiled, buffer)

    def __repr__(self):
        return f"Struct({self.format!r})"


Struct.__module__ = "_struct"


def _pack(name, compiled, values):
    _, order, fields, size, count = compiled
    if len(values) != count:
        raise error(f"{name} expected {count} items for packing (got {len(values)})")
    target = bytearray(size)
    for (code, at, length), value in zip(fields, values):
        _pack_one(code, length, order, value, target, at)
    return bytes(target)


def _pack_into(compiled, buffer, offset, values):
    size = compiled[3]
    length = len(buffer)
    if offset < 0:
        if offset + size > 0:
            raise error(f"no space to pack {size} bytes at offset {offset}")
        if offset + length < 0:
            raise error(f"offset {offset} out of range for {length}-byte buffer")
        offset += length
    if length - offset < size:
        raise error(f"pack_into requires a buffer of at least {offset + size} bytes for packing {size} bytes at "
                    f"offset {offset} (actual buffer size is {length})")
    buffer[offset:offset + size] = _pack("pack_into", compiled, values)


def _unpack(compiled, buffer):
    data = _bytes_like(buffer)
    _, order, fields, size, _ = compiled
    if len(data) != size:
        raise error(f"unpack requires a buffer of {size} bytes")
    return tuple([_unpack_one(code, length, order, data, at) for code, at, length in fields])


def _unpack_from(compiled, buffer, offset):
    data = _bytes_like(buffer)
    _, order, fields, size, _ = compiled
    length = len(data)
    if offset < 0:
        if offset + size > 0:
            raise error(f"not enough data to unpack {size} bytes")
        if offset + length < 0:
            raise error(f"offset {offset} out of range for {length}-byte buffer")
        offset += length
    if length - offset < size:
        raise error(f"unpack_from requires a buffer of at least {offset + size} bytes for unpacking {size} bytes at "
                    f"offset {offset} (actual buffer size is {length})")
    return tuple([_unpack_one(code, size, order, data, offset + at) for code, at, size in fields])


def _iter_unpack(compiled, buffer):
    data = _bytes_like(buffer)
    size = compiled[3]
    if not size:
        raise error("cannot iteratively unpack with a struct of length 0")
    if len(data) % size:
        raise error(f"iterative unpacking requires a buffer of a multiple of {size} bytes")
    return (_unpack_from(compiled, data, at) for at in range(0, len(data), size))


def calcsize(format, /):
    return _compile(format)[3]


def pack(format, /, *values):
    return _pack("pack", _compile(format), values)


def pack_into(format, buffer, offset, /, *values):
    return _pack_into(_compile(format), buffer, offset, values)


def unpack(format, buffer, /):
    return _unpack(_compile(format), buffer)


def unpack_from(format, /, buffer, offset=0):
    return _unpack_from(_compile(format), buffer, offset)


def iter_unpack(format, buffer, /):
    return _iter_unpack(_compile(format), buffer)


def _clearcache():
    _cache.clear()
