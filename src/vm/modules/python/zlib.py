"""Deflate streams in zlib's, gzip's and no wrapping."""
from _pylens import checksum as _checksum, deflate as _deflate, inflate as _inflate

DEFLATED, MAX_WBITS, DEF_MEM_LEVEL, DEF_BUF_SIZE = 8, 15, 8, 16384
Z_DEFAULT_COMPRESSION, Z_NO_COMPRESSION, Z_BEST_SPEED, Z_BEST_COMPRESSION = -1, 0, 1, 9
Z_DEFAULT_STRATEGY, Z_FILTERED, Z_HUFFMAN_ONLY, Z_RLE, Z_FIXED = 0, 1, 2, 3, 4
Z_NO_FLUSH, Z_PARTIAL_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH, Z_FINISH, Z_BLOCK, Z_TREES = 0, 1, 2, 3, 4, 5, 6
ZLIB_VERSION = ZLIB_RUNTIME_VERSION = "1.3.1"


class error(Exception):
    pass


error.__module__ = "zlib"


def crc32(data, value=0, /):
    return _checksum("crc32", memoryview(data).tobytes(), value & 0xFFFFFFFF)


def adler32(data, value=1, /):
    return _checksum("adler32", memoryview(data).tobytes(), value & 0xFFFFFFFF)


def _header(wbits, level, zdict):
    if wbits < 0:
        return b""
    if wbits > 15:
        return b"\x1f\x8b\x08\0\0\0\0\0" + (b"\x02" if level == 9 else b"\x04" if level == 1 else b"\0") + b"\x03"
    first = (wbits - 8 << 4) | 8
    kind = 0 if level in (0, 1) else 1 if 2 <= level <= 5 else 2 if level in (-1, 6) else 3
    second = kind << 6 | (0x20 if zdict else 0)
    second += 31 - (first * 256 + second) % 31
    return bytes((first, second)) + (adler32(zdict).to_bytes(4, "big") if zdict else b"")


def _trailer(wbits, data):
    if wbits < 0:
        return b""
    if wbits > 15:
        return crc32(data).to_bytes(4, "little") + (len(data) & 0xFFFFFFFF).to_bytes(4, "little")
    return adler32(data).to_bytes(4, "big")


def _check_level(level, wbits):
    if not -1 <= level <= 9:
        raise error("Bad compression level")
    if not (9 <= abs(wbits) <= 15 or 25 <= wbits <= 31):
        raise error("Bad compression level") if 0 else ValueError("Invalid initialization option")


def compress(data, /, level=-1, wbits=15):
    data = memoryview(data).tobytes()
    _check_level(level, wbits)
    return _header(wbits, level, None) + _deflate(data, level, True) + _trailer(wbits, data)


def decompress(data, /, wbits=15, bufsize=16384):
    data = memoryview(data).tobytes()
    if isinstance(bufsize, int) and bufsize <= 0:
        raise ValueError("bufsize must be non-negative") if bufsize < 0 else ValueError("bufsize must be non-zero")
    stream = decompressobj(wbits)
    out = stream.decompress(data)
    if not stream.eof:
        raise error("Error -5 while decompressing data: incomplete or truncated stream")
    return out


class Compress:
    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'zlib.Compress' instances")

    def compress(self, data, /):
        data = memoryview(data).tobytes()
        if self._done:
            raise error("Error -2 while compressing data: inconsistent stream state")
        self._pending += data
        self._all += data
        out, self._start = self._start, b""
        return out

    def flush(self, mode=Z_FINISH, /):
        if mode == Z_NO_FLUSH:
            return b""
        if self._done:
            raise error("Error -2 while flushing: inconsistent stream state")
        out, self._start = self._start, b""
        out += _deflate(bytes(self._pending), self._level, mode == Z_FINISH)
        self._pending.clear()
        if mode == Z_FINISH:
            self._done = True
            out += _trailer(self._wbits, bytes(self._all))
        return out

    def copy(self):
        other = object.__new__(Compress)
        other.__dict__.update(self.__dict__, _pending=bytearray(self._pending), _all=bytearray(self._all))
        return other

    __copy__ = copy

    def __deepcopy__(self, memo, /):
        return self.copy()


def compressobj(level=-1, method=DEFLATED, wbits=15, memLevel=DEF_MEM_LEVEL, strategy=Z_DEFAULT_STRATEGY, zdict=None):
    if method != DEFLATED or not (9 <= abs(wbits) <= 15 or 25 <= wbits <= 31) or not -1 <= level <= 9 \
            or not 1 <= memLevel <= 9:
        raise ValueError("Invalid initialization option")
    self = object.__new__(Compress)
    self._level, self._wbits, self._done = level, wbits, False
    self._pending, self._all = bytearray(), bytearray()
    self._start = _header(wbits, level, zdict)
    return self


class Decompress:
    def __new__(cls, *args, **kwargs):
        raise TypeError("cannot create 'zlib.Decompress' instances")

    def decompress(self, data, /, max_length=0):
        if max_length < 0:
            raise ValueError("max_length must be non-negative")
        data = memoryview(data).tobytes()
        if self.eof:
            self.unused_data += data
            return b""
        return self._go_on(data, max_length)

    def _go_on(self, data, max_length):
        known = bytes(self._input + data)
        start = self._skip_header(known)
        if start is None:
            self._input += data
            self.unconsumed_tail = b""
            return b""
        out, used, state = _inflate(known[start:], self._zdict or b"")
        if state < 0:
            raise error("Error -3 while decompressing data: " + self._complaint(known[start:]))
        fresh = out[self._given:]
        if max_length and len(fresh) > max_length:
            self._given += max_length
            self.unconsumed_tail = data or self.unconsumed_tail
            if not data:
                self._input += b""
            return fresh[:max_length]
        self._given += len(fresh)
        self._input += data
        self.unconsumed_tail = b""
        if state == 1:
            end = start + used
            size = 0 if self._kind == "raw" else 8 if self._kind == "gzip" else 4
            trailer = known[end:end + size]
            if len(trailer) < size:
                return fresh
            if self._kind == "zlib" and trailer != adler32(out).to_bytes(4, "big") \
                    or self._kind == "gzip" and trailer[:4] != crc32(out).to_bytes(4, "little"):
                raise error("Error -3 while decompressing data: incorrect data check")
            if self._kind == "gzip" and trailer[4:] != (len(out) & 0xFFFFFFFF).to_bytes(4, "little"):
                raise error("Error -3 while decompressing data: incorrect length check")
            self.eof = True
            self.unused_data = known[end + size:]
            self._input = bytearray()
        return fresh

    def _complaint(self, data):
        kind = data[0] >> 1 & 3 if data else 3
        if kind == 3:
            return "invalid block type"
        if kind == 0:
            return "invalid stored block lengths"
        return "invalid distance too far back" if kind == 1 else "invalid code lengths set"

    def _skip_header(self, data):
        """Where the deflate stream starts; `None` while the header is not complete."""
        if self._wbits < 0:
            self._kind = "raw"
            return 0
        gzip = self._wbits >= 24 and self._wbits < 40 or self._wbits >= 40 and data[:1] == b"\x1f"
        self._kind = "gzip" if gzip else "zlib"
        if not gzip:
            if len(data) < 2:
                return None
            if (data[0] * 256 + data[1]) % 31:
                raise error("Error -3 while decompressing data: incorrect header check")
            if data[0] & 15 != 8:
                raise error("Error -3 while decompressing data: unknown compression method")
            if (data[0] >> 4) + 8 > (self._wbits & 15 or 15):
                raise error("Error -3 while decompressing data: invalid window size")
            if data[1] & 0x20:
                if len(data) < 6:
                    return None
                if self._zdict is None:
                    raise error("Error 2 while decompressing data")
                return 6
            return 2
        if len(data) >= 2 and data[:2] != b"\x1f\x8b":
            raise error("Error -3 while decompressing data: incorrect header check")
        if len(data) < 10:
            return None
        flags, at = data[3], 10
        if flags & 4:
            if len(data) < 12:
                return None
            at += 2 + int.from_bytes(data[10:12], "little")
        for bit in (8, 16):
            if flags & bit:
                end = data.find(b"\0", at)
                if end < 0:
                    return None
                at = end + 1
        if flags & 2:
            at += 2
        return at if at <= len(data) else None

    def flush(self, length=DEF_BUF_SIZE, /):
        if length <= 0:
            raise ValueError("length must be greater than zero")
        if self.eof:
            return b""
        tail, self.unconsumed_tail = self.unconsumed_tail, b""
        return self._go_on(tail, 0)

    def copy(self):
        other = object.__new__(Decompress)
        other.__dict__.update(self.__dict__, _input=bytearray(self._input))
        return other

    __copy__ = copy

    def __deepcopy__(self, memo, /):
        return self.copy()


def decompressobj(wbits=15, zdict=b""):
    if not (wbits == 0 or 8 <= abs(wbits) <= 15 or 24 <= wbits <= 31 or 40 <= wbits <= 47 or wbits in (16, 32)):
        raise ValueError("Invalid initialization option")
    self = object.__new__(Decompress)
    self._wbits, self._zdict, self._kind = wbits, zdict or None, "raw"
    self._input, self._given = bytearray(), 0
    self.eof, self.unused_data, self.unconsumed_tail = False, b"", b""
    return self


class _ZlibDecompressor:
    def __init__(self, wbits=15, zdict=b""):
        self._stream, self._tail = decompressobj(wbits, zdict), b""

    eof = property(lambda self: self._stream.eof)
    unused_data = property(lambda self: self._stream.unused_data)
    needs_input = property(lambda self: not self._tail and not self.eof)

    def decompress(self, data, max_length=-1):
        if self.eof:
            raise EOFError("End of stream already reached")
        out = self._stream.decompress(self._tail + data, max(max_length, 0))
        self._tail = self._stream.unconsumed_tail
        return out
