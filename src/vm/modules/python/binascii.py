"""Bytes as text in several ways, and check sums."""


class Error(ValueError):
    pass


class Incomplete(Exception):
    pass


Error.__module__ = Incomplete.__module__ = "binascii"
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_VALUE = {byte: at for at, byte in enumerate(_ALPHABET)}


def _bytes(data):
    if isinstance(data, str):
        try:
            return data.encode("ascii")
        except UnicodeEncodeError:
            raise ValueError("string argument should contain only ASCII characters") from None
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    try:
        return memoryview(data).tobytes()
    except TypeError:
        raise TypeError("argument should be bytes, buffer or ASCII string, not " + repr(type(data).__name__)) from None


def _binary(data):
    if isinstance(data, str):
        raise TypeError("a bytes-like object is required, not 'str'")
    if not isinstance(data, (bytes, bytearray, memoryview)) and not hasattr(data, "tobytes"):
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
    return bytes(data) if isinstance(data, (bytes, bytearray)) else data.tobytes()


def hexlify(data, sep=None, bytes_per_sep=1):
    data = _binary(data)
    text = data.hex() if sep is None else data.hex(sep, bytes_per_sep)
    return text.encode()


b2a_hex = hexlify


def unhexlify(hexstr, /):
    data = _bytes(hexstr)
    if len(data) % 2:
        raise Error("Odd-length string")
    try:
        return bytes([int(data[at:at + 2], 16) for at in range(0, len(data), 2)])
    except ValueError:
        raise Error("Non-hexadecimal digit found") from None


a2b_hex = unhexlify


def b2a_base64(data, /, *, newline=True):
    data = _binary(data)
    out = bytearray()
    for at in range(0, len(data) - 2, 3):
        number = data[at] << 16 | data[at + 1] << 8 | data[at + 2]
        out += bytes((_ALPHABET[number >> 18], _ALPHABET[number >> 12 & 63], _ALPHABET[number >> 6 & 63],
                      _ALPHABET[number & 63]))
    rest = len(data) % 3
    if rest == 1:
        number = data[-1] << 16
        out += bytes((_ALPHABET[number >> 18], _ALPHABET[number >> 12 & 63])) + b"=="
    elif rest == 2:
        number = data[-2] << 16 | data[-1] << 8
        out += bytes((_ALPHABET[number >> 18], _ALPHABET[number >> 12 & 63], _ALPHABET[number >> 6 & 63])) + b"="
    return bytes(out) + b"\n" if newline else bytes(out)


def a2b_base64(data, /, *, strict_mode=False):
    data = _bytes(data)
    out = bytearray()
    quad = pads = left = 0
    for at, byte in enumerate(data):
        if byte == 61:
            pads += 1
            if quad >= 2 and quad + pads >= 4:
                if strict_mode and at + 1 < len(data):
                    raise Error("Excess data after padding")
                return bytes(out)
            if strict_mode and at == 0:
                raise Error("Leading padding not allowed")
            continue
        value = _VALUE.get(byte)
        if value is None:
            if strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        if strict_mode and pads:
            raise Error("Discontinuous padding not allowed")
        pads = 0
        if quad == 0:
            left = value
        elif quad == 1:
            out.append((left << 2 | value >> 4) & 255)
            left = value & 15
        elif quad == 2:
            out.append((left << 4 | value >> 2) & 255)
            left = value & 3
        else:
            out.append((left << 6 | value) & 255)
        quad = (quad + 1) % 4
    if quad:
        if quad == 1:
            count = len(out) // 3 * 4 + 1
            raise Error(f"Invalid base64-encoded string: number of data characters ({count}) cannot be 1 more than a "
                        "multiple of 4")
        raise Error("Incorrect padding")
    return bytes(out)


_table = []


def crc32(data, crc=0, /):
    if not _table:
        for n in range(256):
            for _ in range(8):
                n = n >> 1 ^ (0xEDB88320 if n & 1 else 0)
            _table.append(n)
    crc ^= 0xFFFFFFFF
    for byte in _binary(data):
        crc = crc >> 8 ^ _table[(crc ^ byte) & 255]
    return crc ^ 0xFFFFFFFF


def crc_hqx(data, crc, /):
    crc &= 0xFFFF
    for byte in _binary(data):
        crc ^= byte << 8
        for _ in range(8):
            crc = (crc << 1 ^ 0x1021 if crc & 0x8000 else crc << 1) & 0xFFFF
    return crc


def b2a_uu(data, /, *, backtick=False):
    data = _binary(data)
    if len(data) > 45:
        raise Error("At most 45 bytes at once")
    zero = 96 if backtick else 32
    out = bytearray([len(data) + 32 if data else zero])
    padded = data + bytes(-len(data) % 3)
    for at in range(0, len(padded), 3):
        number = padded[at] << 16 | padded[at + 1] << 8 | padded[at + 2]
        for shift in (18, 12, 6, 0):
            value = number >> shift & 63
            out.append(value + 32 if value else zero)
    return bytes(out) + b"\n"


def a2b_uu(data, /):
    data = _bytes(data).rstrip(b"\r\n")
    if not data:
        return b""
    length = (data[0] - 32) & 63
    values = [(byte - 32) & 63 for byte in data[1:]]
    values += [0] * (-len(values) % 4)
    out = bytearray()
    for at in range(0, len(values), 4):
        number = values[at] << 18 | values[at + 1] << 12 | values[at + 2] << 6 | values[at + 3]
        out += number.to_bytes(3, "big")
    return bytes(out[:length]) + bytes(length - len(out[:length]))


def b2a_qp(data, quotetabs=False, istext=True, header=False):
    out, line = bytearray(), bytearray()
    for byte in _binary(data):
        if byte == 10 and istext:
            out += line + b"\n"
            line = bytearray()
            continue
        if header and byte == 32:
            piece = b"_"
        elif byte == 61 or byte > 126 or byte < 32 and byte not in (9,) or quotetabs and byte in (9, 32) or \
                header and byte == 95:
            piece = b"=%02X" % byte
        else:
            piece = bytes((byte,))
        if len(line) + len(piece) > 75:
            out += line + b"=\n"
            line = bytearray()
        line += piece
    return bytes(out + line)


def a2b_qp(data, header=False):
    data = _bytes(data)
    out, at = bytearray(), 0
    while at < len(data):
        byte = data[at]
        at += 1
        if byte == 61:
            if data[at:at + 1] == b"\n":
                at += 1
            elif data[at:at + 2] == b"\r\n":
                at += 2
            else:
                try:
                    out.append(int(data[at:at + 2], 16))
                    at += 2
                except ValueError:
                    out.append(61)
        elif header and byte == 95:
            out.append(32)
        else:
            out.append(byte)
    return bytes(out)
