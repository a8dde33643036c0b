"""Streams of text above streams of bytes.

They read as CPython's do: a chunk of bytes at a time, decoded by the codec's incremental decoder. `tell` says where a chunk
began, the state of the decoder there, and how many characters of it were read.
"""
import _codecs
from _operator import index as _index
from _pylens import adopt as _adopt, decode_piece as _decode_piece
from _pylens_buffers import _OWN_BUFFERS
from _pylens_streams import DEFAULT_BUFFER_SIZE, FileIO, UnsupportedOperation, _RunningRepr, _TextIOBase, _unsupported


class IncrementalNewlineDecoder:
    decoder = None
    _made = False

    def __init__(self, decoder, translate, errors="strict"):
        self.decoder, self.translate, self.errors = decoder, translate, errors
        self._seen = 0
        self._waits = False
        self._made = True

    def _check_made(self):
        if not self._made:
            raise ValueError("IncrementalNewlineDecoder.__init__() not called")

    def decode(self, input, final=False):
        self._check_made()
        text = input if self.decoder is None else self.decoder.decode(input, final)
        if not isinstance(text, str):
            raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
        if self._waits and (text or final):
            text = "\r" + text
            self._waits = False
        if "\r" not in text:
            if "\n" in text:
                self._seen |= 1
            return text
        if text.endswith("\r") and not final:
            text = text[:-1]
            self._waits = True
        pairs = text.count("\r\n")
        self._seen |= (4 if pairs else 0) | (1 if text.count("\n") > pairs else 0) | \
            (2 if text.count("\r") > pairs else 0)
        if self.translate:
            text = text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def getstate(self):
        self._check_made()
        if self.decoder is None:
            data, flag = b"", 0
        else:
            state = self.decoder.getstate()
            if not isinstance(state, tuple) or len(state) != 2:
                raise TypeError("illegal decoder state")
            data, flag = state
        return data, flag << 1 | self._waits

    def setstate(self, state):
        self._check_made()
        if not isinstance(state, tuple):
            raise TypeError("state argument must be a tuple")
        data, flag = state
        self._waits = bool(flag & 1)
        if self.decoder is not None:
            self.decoder.setstate((data, flag >> 1))

    def reset(self):
        self._check_made()
        self._seen, self._waits = 0, False
        if self.decoder is not None:
            self.decoder.reset()

    @property
    def newlines(self):
        self._check_made()
        return _newlines(self._seen)


def _newlines(seen):
    found = tuple(end for bit, end in ((2, "\r"), (1, "\n"), (4, "\r\n")) if seen & bit)
    return found if len(found) > 1 else found[0] if found else None


StringIO = _adopt("StringIO", _TextIOBase)


class _PieceDecoder:
    """The incremental decoder of an encoding that the machine has itself; what is not a whole character yet waits."""

    def __init__(self, name, errors):
        self._name, self._errors = name, errors
        self._rest = b""

    def decode(self, data, final=False):
        if self._rest:
            data = self._rest + data
        text, used, _ = _decode_piece(self._name, data, self._errors, final)
        self._rest = data[used:] if used < len(data) else b""
        return text

    def getstate(self):
        return self._rest, 0

    def setstate(self, state):
        self._rest = state[0]

    def reset(self):
        self._rest = b""


# Names of the encodings that text is mostly in: what the codec for each would do is done without looking for it.
_PLAIN = {"utf-8": "utf-8", "utf8": "utf-8", "utf_8": "utf-8", "UTF-8": "utf-8", "ascii": "ascii", "us-ascii": "ascii",
          "ASCII": "ascii", "latin-1": "latin-1", "latin1": "latin-1", "iso-8859-1": "latin-1"}


def _text_codec(encoding):
    info = _codecs.lookup(encoding)
    if not getattr(info, "_is_text_encoding", True):
        raise LookupError(f"'{encoding}' is not a text encoding; use codecs.open() to handle arbitrary codecs")
    return info


def _check_newline(newline):
    if newline is not None and not isinstance(newline, str):
        raise TypeError(f"TextIOWrapper() argument 'newline' must be str or None, not {type(newline).__name__}")
    if newline not in (None, "", "\n", "\r", "\r\n"):
        newline.encode()
        raise ValueError(f"illegal newline value: {newline}")


_MISSING = object()


class TextIOWrapper(_TextIOBase):
    _buffer = None
    _made = False
    _detached = False
    _writes_plainly = False
    _lines_end_plainly = False
    _iterates = False

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False):
        self._made = False
        self._detached = False
        self._writes_plainly = self._lines_end_plainly = self._iterates = False
        if encoding is not None and not isinstance(encoding, str):
            raise TypeError("TextIOWrapper() argument 'encoding' must be str or None, not " + type(encoding).__name__)
        if errors is None:
            errors = "strict"
        elif not isinstance(errors, str):
            raise TypeError(f"TextIOWrapper() argument 'errors' must be str or None, not {type(errors).__name__}")
        _check_newline(newline)
        for given in (encoding, errors):
            if given is not None and not given.isascii():
                # A surrogate cannot be in a name.
                given.encode()
            if given is not None and "\0" in given:
                raise ValueError("embedded null character")
        if encoding is None or encoding == "locale":
            encoding = "UTF-8"
        self._encoding = encoding
        self._errors = errors
        self._line_buffering = bool(line_buffering)
        self._write_through = bool(write_through)
        self._chunk_size = DEFAULT_BUFFER_SIZE
        # What is written and not yet in the buffer: text of ASCII characters, or bytes.
        self._pending = []
        self._pending_size = 0
        # What is decoded, and how much of it was read; where decoding began, as the state of the decoder and the bytes.
        self._text = ""
        self._at = 0
        self._snapshot = None
        self._bytes_per_character = 0.0
        self._buffer = buffer
        if encoding not in _PLAIN:
            _text_codec(encoding)
        self._set_newline(newline)
        self._set_codec()
        raw = getattr(buffer, "raw", None) if type(buffer) in _OWN_BUFFERS else None
        # The file below, if it is one that needs not be asked by method whether it is open.
        self._file = raw if type(raw) is FileIO else None
        self._seekable = self._telling = bool(buffer.seekable())
        self._has_read1 = hasattr(buffer, "read1")
        self._fix_encoder()
        self._made = True
        self._look_at_writing()

    def _set_newline(self, newline):
        self._newline = newline
        self._universal = not newline
        self._translates = newline is None
        self._written_newline = newline if newline in ("\r", "\r\n") else None

    def _set_codec(self):
        plain = _PLAIN.get(self._encoding)
        info = None if plain else _text_codec(self._encoding)
        self._decoder = None
        if self._buffer.readable():
            decoder = _PieceDecoder(plain, self._errors) if plain else info.incrementaldecoder(self._errors)
            self._decoder = IncrementalNewlineDecoder(decoder, self._translates) if self._universal else decoder
        self._plain = None
        self._encoder = None
        if self._buffer.writable():
            self._plain = plain
            self._encoder = True if plain else info.incrementalencoder(self._errors)

    def _fix_encoder(self):
        if self._seekable and self._encoder is not None and not self._plain and self._buffer.tell() != 0:
            self._encoder.setstate(0)

    def _look_at_writing(self):
        self._writes_plainly = self._written_newline is None and not self._line_buffering and not self._write_through \
            and self._plain is not None and self._decoder is None and self._file is not None
        # Lines of a file that is only read, each up to a line feed; while it is iterated over, `tell` is not asked.
        self._lines_end_plainly = (self._translates or self._newline == "\n") and self._file is not None \
            and self._encoder is None
        self._iterates = False

    def _dealloc_warn(self, source):
        warn = getattr(self._buffer, "_dealloc_warn", None)
        if warn is not None:
            warn(source)

    def _attached(self):
        if not self._made:
            raise ValueError("I/O operation on uninitialized object")
        if self._detached:
            raise ValueError("underlying buffer has been detached")

    def _open(self):
        if self._file is not None:
            closed = self._file._closed
        else:
            self._attached()
            closed = self._buffer.closed
        if closed:
            raise ValueError("I/O operation on closed file.")

    def _get_chunk_size(self):
        self._attached()
        return self._chunk_size

    def _set_chunk_size(self, size):
        self._attached()
        size = _index(size)
        if size <= 0:
            raise ValueError("a strictly positive integer is required")
        self._chunk_size = size

    @property
    def closed(self):
        self._attached()
        return self._buffer.closed

    @property
    def name(self):
        self._attached()
        return self._buffer.name

    @property
    def newlines(self):
        self._attached()
        return getattr(self._decoder, "newlines", None)

    @property
    def errors(self):
        if not self._made:
            raise ValueError("I/O operation on uninitialized object")
        return self._errors

    _CHUNK_SIZE = property(_get_chunk_size, _set_chunk_size)
    buffer = property(lambda self: self._buffer)
    encoding = property(lambda self: self._encoding)
    line_buffering = property(lambda self: self._line_buffering)
    write_through = property(lambda self: self._write_through)

    def readable(self):
        self._attached()
        return self._buffer.readable()

    def writable(self):
        self._attached()
        return self._buffer.writable()

    def seekable(self):
        self._attached()
        return self._buffer.seekable()

    def fileno(self):
        self._attached()
        return self._buffer.fileno()

    def isatty(self):
        self._attached()
        return self._buffer.isatty()

    def reconfigure(self, *, encoding=None, errors=None, newline=_MISSING, line_buffering=None, write_through=None):
        self._attached()
        for name, given in (("encoding", encoding), ("errors", errors)):
            if given is not None and not isinstance(given, str):
                raise TypeError(f"reconfigure() argument '{name}' must be str or None, not {type(given).__name__}")
        if self._text and (encoding is not None or errors is not None or newline is not _MISSING):
            _unsupported("It is not possible to set the encoding or newline of stream after the first read")
        if newline is not _MISSING:
            _check_newline(newline)
        line_buffering = self._line_buffering if line_buffering is None else bool(_index(line_buffering))
        write_through = self._write_through if write_through is None else bool(_index(write_through))
        self.flush()
        self._bytes_per_character = 0.0
        if newline is not _MISSING:
            self._set_newline(newline)
        if encoding is not None or errors is not None or newline is not _MISSING:
            if encoding == "locale":
                encoding = "UTF-8"
            if encoding is not None and encoding not in _PLAIN:
                _text_codec(encoding)
            self._errors = errors if errors is not None else "strict" if encoding is not None else self._errors
            self._encoding = self._encoding if encoding is None else encoding
            self._set_codec()
            self._fix_encoder()
        self._line_buffering = line_buffering
        self._write_through = write_through
        self._look_at_writing()

    def detach(self):
        self._attached()
        self.flush()
        self._attached()
        buffer, self._buffer, self._file, self._detached = self._buffer, None, None, True
        self._writes_plainly = self._lines_end_plainly = self._iterates = False
        return buffer

    def flush(self):
        self._attached()
        self._open()
        self._iterates, self._telling = False, self._seekable
        if self._pending:
            self._write_pending()
        self._buffer.flush()

    def _write_pending(self):
        pending, self._pending, self._pending_size = self._pending, [], 0
        if len(pending) == 1:
            data = pending[0]
            data = data.encode("ascii") if type(data) is str else data
        else:
            try:
                data = "".join(pending).encode("ascii")
            except TypeError:
                data = b"".join([part.encode("ascii") if type(part) is str else part for part in pending])
        self._buffer.write(data)

    def close(self):
        self._attached()
        if not self._buffer.closed:
            try:
                self.flush()
            finally:
                self._buffer.close()

    def write(self, text, /):
        if self._writes_plainly and type(text) is str and text.isascii() and not self._file._closed:
            count = len(text)
            size = self._pending_size + count
            if size < self._chunk_size:
                self._pending.append(text)
                self._pending_size = size
                return count
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._attached()
        self._open()
        if self._encoder is None:
            raise UnsupportedOperation("not writable")
        count = len(text)
        ends = (self._line_buffering or self._written_newline is not None) and "\n" in text
        if ends and self._written_newline is not None:
            text = text.replace("\n", self._written_newline)
        flushes = self._line_buffering and (ends or "\r" in text)
        if not self._plain:
            data = self._encoder.encode(text)
            if not isinstance(data, bytes):
                raise TypeError(f"encoder should return a bytes object, not '{type(data).__name__}'")
        elif text.isascii():
            data = text
        else:
            data = text.encode(self._plain, self._errors)
        while self._pending and self._pending_size + len(data) > self._chunk_size:
            # Not more at once than a chunk.
            self._write_pending()
        self._pending.append(data)
        self._pending_size += len(data)
        if self._pending_size >= self._chunk_size or flushes or self._write_through:
            self._write_pending()
        if flushes:
            self._buffer.flush()
        if self._snapshot is not None:
            self._text, self._at, self._snapshot = "", 0, None
        if self._decoder is not None:
            self._decoder.reset()
        return count

    def _read_chunk(self, hint=0):
        """Decodes the next piece of what is below; whether there was any."""
        if self._decoder is None:
            raise UnsupportedOperation("not readable")
        if self._telling:
            state = self._decoder.getstate()
            if not isinstance(state, tuple) or len(state) != 2:
                raise TypeError("illegal decoder state")
            before, flags = state
            if not isinstance(before, bytes):
                raise TypeError(f"illegal decoder state: the first item should be a bytes object, "
                                f"not '{type(before).__name__}'")
        size = self._chunk_size
        if hint > 0:
            size = max(size, int(max(self._bytes_per_character, 1.0) * hint))
        data = self._buffer.read1(size) if self._has_read1 else self._buffer.read(size)
        if not isinstance(data, bytes):
            try:
                data = memoryview(data).tobytes()
            except TypeError:
                which = "read1" if self._has_read1 else "read"
                raise TypeError(f"underlying {which}() should have returned a bytes-like object, "
                                f"not '{type(data).__name__}'") from None
        text = self._decoder.decode(data, not data)
        if not isinstance(text, str):
            raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
        self._text, self._at = text, 0
        self._bytes_per_character = len(data) / len(text) if text else 0.0
        if self._telling:
            self._snapshot = flags, before + data
        return bool(data or text)

    def _take(self, size):
        """What is decoded, at most so many characters."""
        text, at = self._text, self._at
        if size < 0 or size >= len(text) - at:
            self._at = len(text)
            return text[at:] if at else text
        self._at = at + size
        return text[at:at + size]

    def read(self, size=-1, /):
        self._attached()
        self._open()
        if self._decoder is None:
            raise UnsupportedOperation("not readable")
        if self._pending:
            self._write_pending()
        size = -1 if size is None else _index(size)
        if size < 0:
            data = self._buffer.read()
            if data is None:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            text = self._decoder.decode(data, True)
            if not isinstance(text, str):
                raise TypeError(f"decoder should return a string result, not '{type(text).__name__}'")
            text = self._take(-1) + text
            self._text, self._at, self._snapshot = "", 0, None
            return text
        text = self._take(size)
        while len(text) < size:
            if not self._read_chunk(size - len(text)):
                break
            text += self._take(size - len(text))
        return text

    def _line_end(self, text, at):
        """Where the line ends that begins at `at`, and −1 if that is not there; then, how much of it may be put aside."""
        if self._translates:
            end = text.find("\n", at) + 1
            return (end, 0) if end else (-1, len(text))
        if self._universal:
            feed, back = text.find("\n", at), text.find("\r", at)
            if back < 0 or 0 <= feed < back:
                return (feed + 1, 0) if feed >= 0 else (-1, len(text))
            return (back + 2 if feed == back + 1 else back + 1), 0
        found = text.find(self._newline, at)
        if found >= 0:
            return found + len(self._newline), 0
        # The end may be cut in two.
        return -1, len(text) - (len(self._newline) == 2 and text.endswith(self._newline[0], at))

    def readline(self, size=-1, /):
        if size == -1 and self._lines_end_plainly and not self._file._closed:
            at = self._at
            end = self._text.find("\n", at) + 1
            if end:
                self._at = end
                return self._text[at:end]
        size = -1 if size is None else _index(size)
        self._attached()
        return self._line(size)

    def _line(self, limit):
        self._open()
        if self._pending:
            self._write_pending()
        parts, count, rest = [], 0, ""
        while True:
            more = True
            while self._at >= len(self._text):
                if not self._read_chunk():
                    more = False
                    break
            if not more:
                # The end of the file: what was put aside is the line.
                self._text, self._at, self._snapshot = "", 0, None
                parts.append(rest)
                break
            line, at, before = self._text, self._at, 0
            if rest:
                line, at, before, rest = rest + line[at:], 0, len(rest) - at, ""
            end, aside = self._line_end(line, at)
            if end >= 0:
                if limit >= 0 and end - at + count > limit:
                    end = at + limit - count
                parts.append(line[at:end])
                self._at = end - before
                break
            if limit >= 0 and aside - at + count >= limit:
                end = at + limit - count
                parts.append(line[at:end])
                self._at = end - before
                break
            if aside > at:
                parts.append(line[at:aside])
                count += aside - at
            rest = line[aside:]
            self._text, self._at = "", 0
        return parts[0] if len(parts) == 1 else "".join(parts)

    def __next__(self):
        if self._iterates and not self._file._closed:
            at = self._at
            end = self._text.find("\n", at) + 1
            if end:
                self._at = end
                return self._text[at:end]
        self._telling = False
        self._attached()
        if type(self) is TextIOWrapper:
            self._iterates = self._lines_end_plainly
            line = self._line(-1)
        else:
            line = self.readline()
            if line is not None and not isinstance(line, str):
                raise OSError(f"readline() should have returned a str object, not '{type(line).__name__}'")
        if not line:
            self._snapshot = None
            self._iterates, self._telling = False, self._seekable
            raise StopIteration
        return line

    def tell(self):
        self._attached()
        self._open()
        if not self._seekable:
            raise UnsupportedOperation("underlying stream is not seekable")
        if not self._telling:
            raise OSError("telling position disabled by next() call")
        if self._pending:
            self._write_pending()
        self.flush()
        place = self._buffer.tell()
        decoder = self._decoder
        if decoder is None or self._snapshot is None:
            return place
        flags, data = self._snapshot
        place -= len(data)
        if not self._at:
            return _cookie(place, flags)
        return self._place_within(place, flags, data)

    def _place_within(self, place, flags, data):
        """The cookie for a place within the text that `data` was decoded to."""
        skip = self._at
        decoder = self._decoder
        saved = decoder.getstate()
        try:
            # A place before which so many bytes give no more than the characters read, and behind which nothing is kept.
            skip_bytes = int(self._bytes_per_character * skip)
            skip_back = 1
            while skip_bytes > 0:
                decoder.setstate((b"", flags))
                count = len(decoder.decode(data[:skip_bytes]))
                if count <= skip:
                    kept, kept_flags = decoder.getstate()
                    if not kept:
                        flags = kept_flags
                        skip -= count
                        break
                    skip_bytes -= len(kept)
                    skip_back = 1
                else:
                    skip_bytes -= skip_back
                    skip_back *= 2
            else:
                skip_bytes = 0
                decoder.setstate((b"", flags))
            start, start_flags = place + skip_bytes, flags
            if not skip:
                return _cookie(start, start_flags)
            # From there byte by byte up to the character.
            feed, decoded, needs_end = 0, 0, False
            for at in range(skip_bytes, len(data)):
                feed += 1
                decoded += len(decoder.decode(data[at:at + 1]))
                kept, flags = decoder.getstate()
                if not kept and decoded <= skip:
                    start += feed
                    skip -= decoded
                    start_flags, feed, decoded = flags, 0, 0
                if decoded >= skip:
                    break
            else:
                decoded += len(decoder.decode(b"", True))
                needs_end = True
                if decoded < skip:
                    raise OSError("can't reconstruct logical file position")
            return _cookie(start, start_flags, feed, skip, needs_end)
        finally:
            decoder.setstate(saved)

    def seek(self, pos, whence=0, /):
        self._attached()
        self._open()
        if not self._seekable:
            raise UnsupportedOperation("underlying stream is not seekable")
        if whence == 1:
            if pos != 0:
                raise UnsupportedOperation("can't do nonzero cur-relative seeks")
            self.flush()
            whence, pos = 0, self.tell()
        elif whence == 2:
            if pos != 0:
                raise UnsupportedOperation("can't do nonzero end-relative seeks")
            self.flush()
            self._text, self._at, self._snapshot = "", 0, None
            if self._decoder is not None:
                self._decoder.reset()
            place = self._buffer.seek(0, 2)
            self._reset_encoder(place)
            return place
        elif whence != 0:
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        if pos < 0:
            raise ValueError(f"negative seek position {pos!r}")
        self.flush()
        start = pos & 0xFFFFFFFFFFFFFFFF
        flags, feed, skip = pos >> 64 & 0xFFFFFFFF, pos >> 96 & 0xFFFFFFFF, pos >> 128 & 0xFFFFFFFF
        needs_end = bool(pos >> 160)
        self._buffer.seek(start)
        self._text, self._at, self._snapshot = "", 0, None
        if self._decoder is not None:
            if start == 0 and flags == 0:
                self._decoder.reset()
            else:
                self._decoder.setstate((b"", flags))
        if skip:
            data = self._buffer.read(feed)
            if not isinstance(data, bytes):
                raise TypeError(f"underlying read() should have returned a bytes object, not '{type(data).__name__}'")
            self._snapshot = flags, data
            self._text = self._decoder.decode(data, needs_end)
            if len(self._text) < skip:
                raise OSError("can't restore logical file position")
            self._at = skip
        else:
            self._snapshot = flags, b""
        self._reset_encoder(start)
        return pos

    def _reset_encoder(self, place):
        if self._encoder is not None and not self._plain:
            if place:
                self._encoder.setstate(0)
            else:
                self._encoder.reset()

    def truncate(self, size=None, /):
        self._attached()
        self.flush()
        return self._buffer.truncate(size)

    def __repr__(self):
        if not self._made:
            raise ValueError("I/O operation on uninitialized object")
        out = "<_io.TextIOWrapper" if type(self) is TextIOWrapper else f"<{type(self).__name__}"
        with _RunningRepr(self):
            for name in ("name", "mode"):
                try:
                    out += f" {name}={getattr(self, name)!r}"
                except (AttributeError, ValueError):
                    pass
        return out + f" encoding={self._encoding!r}>"


def _cookie(place, flags=0, feed=0, skip=0, needs_end=False):
    return place | flags << 64 | feed << 96 | skip << 128 | needs_end << 160
