"""Bytes as text in several ways, and check sums."""
from _pylens import checksum as _checksum
from _pylens_codes import base64_decode as _base64_decode, base64_encode as _base64_encode


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
        view = memoryview(data)
        if not view.c_contiguous:
            raise BufferError("memoryview: underlying buffer is not C-contiguous")
        return view.tobytes()
    except TypeError:
        raise TypeError("argument should be bytes, buffer or ASCII string, not " + repr(type(data).__name__)) from None


def _binary(data):
    if isinstance(data, (bytes, bytearray)):
        return bytes(data)
    try:
        view = memoryview(data)
    except TypeError:
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None
    if not view.c_contiguous:
        raise BufferError("memoryview: underlying buffer is not C-contiguous")
    return view.tobytes()


def hexlify(data, sep=None, bytes_per_sep=1):
    data = _binary(data)
    text = data.hex() if sep is None else data.hex(sep, bytes_per_sep)
    return text.encode()


b2a_hex = hexlify


def unhexlify(hexstr, /):
    data = _bytes(hexstr)
    if len(data) % 2:
        raise Error("Odd-length string")
    if data.translate(None, b"0123456789abcdefABCDEF"):
        raise Error("Non-hexadecimal digit found")
    return bytes.fromhex(data.decode())


a2b_hex = unhexlify


def b2a_base64(data, /, *, newline=True):
    data = _binary(data)
    return _base64_encode(data, bool(newline))


def a2b_base64(data, /, *, strict_mode=False):
    data = _bytes(data)
    if not strict_mode:
        known = _base64_decode(data)
        if known is not None:
            return known
    out = bytearray()
    quad = pads = left = 0
    padded = False
    if strict_mode and data[:1] == b"=":
        raise Error("Leading padding not allowed")
    for at, byte in enumerate(data):
        if byte == 61:
            padded = True
            if strict_mode and quad == 0:
                raise Error("Excess padding not allowed")
            if quad >= 2:
                pads += 1
                if quad + pads >= 4:
                    if strict_mode and at + 1 < len(data):
                        raise Error("Excess data after padding")
                    return bytes(out)
            continue
        value = _VALUE.get(byte)
        if value is None:
            if strict_mode:
                raise Error("Only base64 data is allowed")
            continue
        if strict_mode and padded:
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




def crc32(data, crc=0, /):
    return _checksum("crc32", _binary(data), crc & 0xFFFFFFFF)


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
    data = _bytes(data)
    length = (data[0] - 32) & 63 if data else 32
    out, bits, left, at = bytearray(), 0, 0, 1
    while len(out) < length:
        byte = data[at] if at < len(data) else 10
        if at >= len(data) or byte in (10, 13):
            # Blanks at the end of a line may be missing.
            value = 0
        elif not 32 <= byte <= 96:
            raise Error("Illegal char")
        else:
            value = byte - 32 & 63
        at += 1
        left = left << 6 | value
        bits += 6
        if bits >= 8:
            bits -= 8
            out.append(left >> bits & 255)
            left &= (1 << bits) - 1
    for byte in data[at:]:
        # What follows may be padding and the end of the line.
        if byte not in (32, 96, 10, 13):
            raise Error("Trailing garbage")
    return bytes(out)


def b2a_qp(data, quotetabs=False, istext=True, header=False):
    data = _binary(data)
    first = data.find(b"\n")
    crlf = first > 0 and data[first - 1] == 13
    out, length, at, size = bytearray(), 0, 0, len(data)

    def soft(wanted):
        nonlocal length
        if length + wanted >= 76:
            out.extend(b"=\r\n" if crlf else b"=\n")
            length = 0

    while at < size:
        byte = data[at]
        following = data[at + 1] if at + 1 < size else -1
        if byte > 126 or byte == 61 or header and byte == 95 \
                or byte == 46 and length == 0 and (following in (-1, 10, 13, 0)) \
                or not istext and byte in (13, 10) \
                or byte in (9, 32) and at + 1 == size \
                or byte < 33 and byte not in (13, 10, 9, 32) \
                or byte < 33 and byte not in (13, 10) and (quotetabs or not quotetabs and byte not in (9, 32)):
            soft(3)
            out += b"=%02X" % byte
            at += 1
            length += 3
        elif istext and (byte == 10 or byte == 13 and following == 10):
            length = 0
            # White space at the end of a line would get lost.
            if out and out[-1] in (9, 32):
                last = out.pop()
                out += b"=%02X" % last
            out += b"\r\n" if crlf else b"\n"
            at += 2 if byte == 13 else 1
        else:
            if at + 1 != size and following != 10:
                soft(1)
            length += 1
            out.append(95 if header and byte == 32 else byte)
            at += 1
    return bytes(out)


def a2b_qp(data, header=False):
    data = _bytes(data)
    out, at, size = bytearray(), 0, len(data)
    digits = b"0123456789abcdefABCDEF"
    while at < size:
        byte = data[at]
        at += 1
        if byte != 61:
            out.append(32 if header and byte == 95 else byte)
        elif at >= size:
            break
        elif data[at] in (10, 13):
            # A line that goes on.
            while at < size and data[at] != 10:
                at += 1
            at += 1
        elif data[at] == 61:
            out.append(61)
            at += 1
        elif at + 1 < size and data[at] in digits and data[at + 1] in digits:
            out.append(int(data[at:at + 2], 16))
            at += 2
        else:
            out.append(61)
    return bytes(out)
