"""Codecs of encodings in which a character is several bytes, and what encodes and decodes by pieces."""
from _codecs import lookup_error as _lookup_error
from _pylens_multibyte import Illegal as _Illegal, Incomplete as _Incomplete, codec as _codec


def _encoded(codec, text, errors, state, last):
    out, at = [], 0
    while at < len(text):
        try:
            out.append(codec.encode_one(text[at], state))
            at += 1
        except _Illegal:
            more, at = _encoding_error(codec, text, at, errors, state)
            out.append(more)
    if last:
        out.append(codec.finish(state))
    return b"".join(out)


def _encoding_error(codec, text, at, errors, state):
    if errors == "ignore":
        return b"", at + 1
    if errors == "replace":
        return codec.encode_one("?", state), at + 1
    error = UnicodeEncodeError(codec.name, text, at, at + 1, "illegal multibyte sequence")
    if errors == "strict":
        raise error
    answer = _lookup_error(errors)(error)
    if not isinstance(answer, tuple) or len(answer) != 2 or not isinstance(answer[0], (str, bytes)) \
            or not isinstance(answer[1], int):
        raise TypeError("encoding error handler must return (str, int) tuple")
    more, place = answer
    if isinstance(more, str):
        more = _encoded(codec, more, "strict", state, False)
    return more, _place(place, len(text))


def _place(place, size):
    if place < 0:
        place += size
    if not 0 <= place <= size:
        raise IndexError(f"position {place} from error handler out of bounds")
    return place


def _decoded(codec, data, errors, state, last):
    """The text, and how many bytes were read."""
    out, at, size = [], 0, len(data)
    while at < size:
        try:
            c, used = codec.decode_one(data, at, state)
            out.append(c)
            at += used
            continue
        except _Illegal as illegal:
            end, reason = at + (illegal.args[0] if illegal.args else 1), "illegal multibyte sequence"
        except _Incomplete:
            if not last:
                break
            end, reason = size, "incomplete multibyte sequence"
        if errors == "ignore":
            at = end
        elif errors == "replace":
            out.append("\ufffd")
            at = end
        else:
            error = UnicodeDecodeError(codec.name, data, at, end, reason)
            if errors == "strict":
                raise error
            answer = _lookup_error(errors)(error)
            if not isinstance(answer, tuple) or len(answer) != 2 or not isinstance(answer[0], str) \
                    or not isinstance(answer[1], int):
                raise TypeError("decoding error handler must return (str, int) tuple")
            out.append(answer[0])
            at = _place(answer[1], size)
    return "".join(out), at


def _text(o):
    return o if isinstance(o, str) else str(o)


def _bytes(data):
    return data if type(data) is bytes else memoryview(data).tobytes()


class MultibyteCodec:
    def __init__(self, codec):
        self._codec = codec

    def encode(self, input, errors=None):
        codec = self._codec
        text = _text(input)
        return _encoded(codec, text, errors or "strict", codec.start(), True), len(text)

    def decode(self, input, errors=None):
        codec = self._codec
        data = _bytes(input)
        return _decoded(codec, data, errors or "strict", codec.start(), True)[0], len(data)


MultibyteCodec.__module__ = "_multibytecodec"


def _getcodec(name, known):
    if not isinstance(name, str):
        raise TypeError("encoding name must be a string.")
    if name not in known:
        raise LookupError("no such codec is supported.")
    return MultibyteCodec(_codec(name))


class _Incremental:
    codec = None

    def __init__(self, errors="strict"):
        self.errors = errors
        self._state = self.codec._codec.start()


class MultibyteIncrementalEncoder(_Incremental):
    def encode(self, input, final=False):
        return self._encode(input, final)

    def _encode(self, input, final):
        return _encoded(self.codec._codec, _text(input), self.errors, self._state, final)

    def reset(self):
        self._state = self.codec._codec.start()

    def getstate(self):
        return 0 if self._state in (None, ["ascii"]) else int.from_bytes(b"\0" + self._state[0].encode(), "little")

    def setstate(self, state, /):
        if not isinstance(state, int):
            raise TypeError(f"setstate() argument must be int, not {type(state).__name__}")
        self._state = self.codec._codec.start()
        if state and self._state is not None:
            self._state[0] = state.to_bytes(9, "little")[1:].rstrip(b"\0").decode()


class MultibyteIncrementalDecoder(_Incremental):
    def __init__(self, errors="strict"):
        _Incremental.__init__(self, errors)
        self._rest = b""

    def decode(self, input, final=False):
        return self._decode(input, final)

    def _decode(self, input, final):
        data = self._rest + _bytes(input)
        text, used = _decoded(self.codec._codec, data, self.errors, self._state, final)
        self._rest = data[used:]
        return text

    def reset(self):
        self._rest, self._state = b"", self.codec._codec.start()

    def getstate(self):
        return self._rest, 0 if self._state in (None, ["ascii"]) else int.from_bytes(self._state[0].encode(), "little")

    def setstate(self, state, /):
        self._rest, number = state
        self._state = self.codec._codec.start()
        if number and self._state is not None:
            self._state[0] = number.to_bytes(8, "little").rstrip(b"\0").decode()


class MultibyteStreamReader(MultibyteIncrementalDecoder):
    def __init__(self, stream, errors="strict"):
        MultibyteIncrementalDecoder.__init__(self, errors)
        self.stream = stream

    def _read(self, method, size):
        while True:
            data = getattr(self.stream, method)() if size is None or size < 0 else getattr(self.stream, method)(size)
            if not isinstance(data, bytes):
                raise TypeError(f"stream function returned a non-bytes object ({type(data).__name__})")
            text = self._decode(data, size is None or size < 0 or not data)
            if text or not data or size is None or size < 0:
                return text
            size = 1

    def read(self, sizeobj=None, /):
        return self._read("read", sizeobj)

    def readline(self, sizeobj=None, /):
        return self._read("readline", sizeobj)

    def readlines(self, sizehintobj=None, /):
        return self._read("read", sizehintobj).splitlines(True)


class MultibyteStreamWriter(MultibyteIncrementalEncoder):
    def __init__(self, stream, errors="strict"):
        MultibyteIncrementalEncoder.__init__(self, errors)
        self.stream = stream

    def write(self, strobj, /):
        self.stream.write(self._encode(strobj, False))

    def writelines(self, lines, /):
        for line in lines:
            self.write(line)

    def reset(self):
        rest = self.codec._codec.finish(self._state)
        if rest:
            self.stream.write(rest)
