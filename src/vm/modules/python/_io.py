"""Files, and what looks like files. What is on disk is asked of `posix`, and so of the sandbox."""
import posix
from _operator import index as _index
from _pylens import adopt as _adopt

DEFAULT_BUFFER_SIZE = 8192
BlockingIOError = BlockingIOError


class UnsupportedOperation(OSError, ValueError):
    pass


UnsupportedOperation.__module__ = "io"


def _unsupported(name):
    raise UnsupportedOperation(name)


def _bytes_of(buffer):
    """A view of a buffer of any format, byte by byte."""
    if isinstance(buffer, bytearray):
        return buffer
    view = memoryview(buffer)
    if view.readonly:
        raise TypeError(f"readinto() argument must be read-write bytes-like object, not {type(buffer).__name__}")
    return view if view.format == "B" and view.ndim == 1 else view.cast("B")


class _IOBase:
    _closed = False

    def seek(self, pos, whence=0, /):
        _unsupported("seek")

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, size=None, /):
        _unsupported("truncate")

    def flush(self):
        # Files in memory that are closed do not complain.
        if self._closed:
            raise ValueError("I/O operation on closed file.")

    def close(self):
        if not self._closed:
            try:
                self.flush()
            finally:
                self._closed = True

    @property
    def closed(self):
        return self._closed

    def seekable(self):
        return False

    def readable(self):
        return False

    def writable(self):
        return False

    def _checkClosed(self, msg=None):
        if self.closed:
            raise ValueError("I/O operation on closed file." if msg is None else msg)

    def _checkSeekable(self, msg=None):
        if not self.seekable():
            raise UnsupportedOperation("File or stream is not seekable." if msg is None else msg)

    def _checkReadable(self, msg=None):
        if not self.readable():
            raise UnsupportedOperation("File or stream is not readable." if msg is None else msg)

    def _checkWritable(self, msg=None):
        if not self.writable():
            raise UnsupportedOperation("File or stream is not writable." if msg is None else msg)

    def fileno(self):
        _unsupported("fileno")

    def isatty(self):
        self._checkClosed()
        return False

    def __enter__(self):
        self._checkClosed()
        return self

    def __exit__(self, *args):
        self.close()

    def __del__(self):
        try:
            closed = self.closed
        except AttributeError:
            # It was never made wholly.
            return
        if not closed:
            self._dealloc_warn(self)
            self.close()

    def _dealloc_warn(self, source):
        pass

    def __getstate__(self):
        raise TypeError(f"cannot pickle '{type(self).__name__}' instances")

    def readline(self, size=-1, /):
        size = -1 if size is None else _index(size)
        out = bytearray()
        while size < 0 or len(out) < size:
            piece = self.read(1)
            if not piece:
                break
            out += piece
            if out.endswith(b"\n"):
                break
        return bytes(out)

    def __iter__(self):
        self._checkClosed()
        return self

    def __next__(self):
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def readlines(self, hint=-1, /):
        if hint is None or hint <= 0:
            return list(self)
        lines, size = [], 0
        for line in self:
            lines.append(line)
            size += len(line)
            if size >= hint:
                break
        return lines

    def writelines(self, lines, /):
        self._checkClosed()
        for line in lines:
            self.write(line)


class _RawIOBase(_IOBase):
    def read(self, size=-1, /):
        if size is None or size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        return None if count is None else bytes(buffer[:count])

    def readall(self):
        out = bytearray()
        while data := self.read(DEFAULT_BUFFER_SIZE):
            out += data
        return bytes(out)

    def readinto(self, buffer, /):
        _unsupported("readinto")

    def write(self, data, /):
        _unsupported("write")


class _BufferedIOBase(_IOBase):
    def read(self, size=-1, /):
        _unsupported("read")

    def read1(self, size=-1, /):
        _unsupported("read1")

    def write(self, data, /):
        _unsupported("write")

    def detach(self):
        _unsupported("detach")

    def readinto(self, buffer, /):
        return self._fill(buffer, self.read)

    def readinto1(self, buffer, /):
        return self._fill(buffer, self.read1)

    def _fill(self, buffer, read):
        view = _bytes_of(buffer)
        data = read(len(view))
        if len(data) > len(view):
            raise ValueError(f"read() returned too much data: {len(view)} bytes requested, {len(data)} returned")
        view[:len(data)] = data
        return len(data)


class _TextIOBase(_IOBase):
    encoding = None
    newlines = None
    errors = None

    def read(self, size=-1, /):
        _unsupported("read")

    def readline(self, size=-1, /):
        _unsupported("readline")

    def write(self, text, /):
        _unsupported("write")

    def detach(self):
        _unsupported("detach")


def _repr_with_name(self, mode=None):
    kind = f"{type(self).__module__}.{type(self).__qualname__}"
    try:
        name = self.name
    except Exception:
        return f"<{kind}>"
    return f"<{kind} name={name!r}>"


class FileIO(_RawIOBase):
    _fd = -1

    def __init__(self, file, mode="r", closefd=True, opener=None):
        if not isinstance(mode, str):
            raise TypeError(f"FileIO() argument 'mode' must be str, not {type(mode).__name__}")
        if not set(mode) <= set("xrwab+"):
            raise ValueError(f"invalid mode: {mode}")
        if sum(c in "rwax" for c in mode) != 1 or mode.count("+") > 1:
            raise ValueError("Must have exactly one of create/read/write/append mode and at most one plus")
        self._created = "x" in mode
        self._appending = "a" in mode
        self._readable = "r" in mode or "+" in mode
        self._writable = "r" not in mode or "+" in mode
        flags = posix.O_RDWR if self._readable and self._writable else \
            posix.O_RDONLY if self._readable else posix.O_WRONLY
        if "x" in mode:
            flags |= posix.O_EXCL | posix.O_CREAT
        elif "w" in mode:
            flags |= posix.O_CREAT | posix.O_TRUNC
        elif "a" in mode:
            flags |= posix.O_APPEND | posix.O_CREAT
        self._closefd = closefd
        if isinstance(file, bool):
            from _warnings import warn
            warn("bool is used as a file descriptor", RuntimeWarning, 1)
        if isinstance(file, int):
            if file < 0:
                raise ValueError("negative file descriptor")
            posix.fstat(file)
            self._fd = int(file)
        else:
            if not closefd:
                raise ValueError("Cannot use closefd=False with file name")
            if opener is None:
                path = posix.fspath(file)
                if "\0" in path if isinstance(path, str) else b"\0" in path:
                    raise ValueError("embedded null byte")
                if flags & 3 == 0 and posix._kind(path) == 0o040000:
                    raise IsADirectoryError(21, "Is a directory", file)
                self._fd = posix.open(path, flags)
            else:
                self._fd = opener(file, flags)
                if not isinstance(self._fd, int):
                    raise TypeError("expected integer from opener")
                if self._fd < 0:
                    raise ValueError(f"opener returned {self._fd}")
        self.name = file
        if self._appending:
            posix.lseek(self._fd, 0, 2)

    @property
    def mode(self):
        if self._created:
            return "xb+" if self._readable else "xb"
        if self._appending:
            return "ab+" if self._readable else "ab"
        if self._readable:
            return "rb+" if self._writable else "rb"
        return "wb"

    closefd = property(lambda self: self._closefd)
    _blksize = property(lambda self: getattr(posix.fstat(self._fd), "st_blksize", 0) or DEFAULT_BUFFER_SIZE)

    def _dealloc_warn(self, source):
        if self._fd >= 0 and self._closefd:
            from _warnings import warn
            try:
                warn(f"unclosed file {source!r}", ResourceWarning, 1, source)
            except ResourceWarning:
                # As an error it has nobody to go to.
                pass

    def fileno(self):
        self._checkClosed("I/O operation on closed file")
        return self._fd

    def readable(self):
        self._checkClosed("I/O operation on closed file")
        return self._readable

    def writable(self):
        self._checkClosed("I/O operation on closed file")
        return self._writable

    def seekable(self):
        self._checkClosed("I/O operation on closed file")
        return self._fd > 2

    def read(self, size=-1, /):
        self._checkClosed("I/O operation on closed file")
        if not self._readable:
            raise UnsupportedOperation("File not open for reading")
        if size is None or size < 0:
            return self.readall()
        return posix.read(self._fd, size)

    def readall(self):
        self._checkClosed("I/O operation on closed file")
        out = bytearray()
        while data := posix.read(self._fd, 1 << 24):
            out += data
        return bytes(out)

    def readinto(self, buffer, /):
        view = _bytes_of(buffer)
        data = self.read(len(view))
        view[:len(data)] = data
        return len(data)

    def write(self, data, /):
        self._checkClosed("I/O operation on closed file")
        if not self._writable:
            raise UnsupportedOperation("File not open for writing")
        return posix.write(self._fd, _bytes_like(data))

    def seek(self, pos, whence=0, /):
        self._checkClosed("I/O operation on closed file")
        return posix.lseek(self._fd, _index(pos), whence)

    def tell(self):
        return self.seek(0, 1)

    def truncate(self, size=None, /):
        self._checkClosed("I/O operation on closed file")
        if not self._writable:
            raise UnsupportedOperation("File not open for writing")
        size = self.tell() if size is None else size
        posix.ftruncate(self._fd, size)
        return size

    def close(self):
        if not self._closed:
            self._closed = True
            if self._closefd and self._fd >= 0:
                posix.close(self._fd)

    def isatty(self):
        self._checkClosed("I/O operation on closed file")
        return False

    def __repr__(self):
        kind = f"{type(self).__module__}.{type(self).__qualname__}"
        if self.closed:
            return f"<{kind} [closed]>"
        try:
            name = f"name={self.name!r}"
        except AttributeError:
            name = f"fd={self._fd}"
        return f"<{kind} {name} mode={self.mode!r} closefd={self._closefd}>"


def _bytes_like(data):
    if isinstance(data, (bytes, bytearray)):
        return data
    if isinstance(data, memoryview):
        return data.tobytes()
    if isinstance(data, str) or not hasattr(data, "tobytes"):
        raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'")
    return data.tobytes()


BytesIO = _adopt("BytesIO", _BufferedIOBase)


class _Buffered(_BufferedIOBase):
    _reads = False
    _writes = False

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if buffer_size <= 0:
            raise ValueError("buffer size must be strictly positive")
        self.raw = raw
        self._ahead = b""
        self._pending = []
        self._pending_size = 0
        self._size = buffer_size

    closed = property(lambda self: self.raw is not None and self.raw.closed)
    name = property(lambda self: self.raw.name)
    mode = property(lambda self: self.raw.mode)

    def _dealloc_warn(self, source):
        warn = getattr(self.raw, "_dealloc_warn", None)
        if warn is not None:
            warn(source)

    def _open(self, what):
        if self.raw is None:
            raise ValueError("raw stream has been detached")
        if self.raw.closed:
            raise ValueError(what)

    def readable(self):
        return self._reads and self.raw.readable()

    def writable(self):
        return self._writes and self.raw.writable()

    def seekable(self):
        return self.raw.seekable()

    def fileno(self):
        return self.raw.fileno()

    def isatty(self):
        return self.raw.isatty()

    def detach(self):
        self._open("raw stream has been detached")
        self.flush()
        raw, self.raw = self.raw, None
        return raw

    def flush(self):
        self._open("flush of closed file")
        if self._pending:
            data, self._pending, self._pending_size = b"".join(self._pending), [], 0
            while data:
                count = self.raw.write(data)
                if count is None or count >= len(data):
                    break
                data = data[count:]

    def close(self):
        if self.raw is not None and not self.raw.closed:
            try:
                self.flush()
            finally:
                self.raw.close()

    def read(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read")
        self._open("read of closed file")
        if size is not None and size < -1:
            raise ValueError("read length must be non-negative or -1")
        if self._pending:
            self.flush()
        if size is None or size < 0:
            data, self._ahead = self._ahead, b""
            rest = self.raw.readall() if hasattr(self.raw, "readall") else self.raw.read()
            return data + (rest or b"")
        data = self._ahead
        while len(data) < size:
            piece = self.raw.read(max(self._size, size - len(data)))
            if not piece:
                break
            data += piece
        data, self._ahead = data[:size], data[size:]
        return data

    def read1(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read1")
        self._open("read of closed file")
        if self._pending:
            self.flush()
        if size is None or size < 0:
            size = self._size
        if not self._ahead:
            self._ahead = self.raw.read(self._size) or b""
        data, self._ahead = self._ahead[:size], self._ahead[size:]
        return data

    def peek(self, size=0, /):
        self._open("peek of closed file")
        if self._pending:
            self.flush()
        if not self._ahead:
            self._ahead = self.raw.read(self._size) or b""
        return self._ahead

    def readline(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read")
        self._open("readline of closed file")
        if self._pending:
            self.flush()
        limit = -1 if size is None else size
        while True:
            at = self._ahead.find(b"\n") + 1
            if at or 0 <= limit <= len(self._ahead):
                break
            piece = self.raw.read(self._size)
            if not piece:
                break
            self._ahead += piece
        at = at or len(self._ahead)
        if limit >= 0:
            at = min(at, limit)
        line, self._ahead = self._ahead[:at], self._ahead[at:]
        return line

    def write(self, data, /):
        if not self._writes:
            raise UnsupportedOperation("write")
        self._open("write to closed file")
        data = bytes(_bytes_like(data))
        if self._ahead:
            self.raw.seek(-len(self._ahead), 1)
            self._ahead = b""
        self._pending.append(data)
        self._pending_size += len(data)
        if self._pending_size > self._size:
            self.flush()
        return len(data)

    def seek(self, pos, whence=0, /):
        if whence not in (0, 1, 2, 3, 4):
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        self._open("seek of closed file")
        self.flush()
        if whence == 1:
            pos -= len(self._ahead)
        self._ahead = b""
        return self.raw.seek(pos, whence)

    def tell(self):
        self._open("I/O operation on closed file")
        return self.raw.tell() - len(self._ahead) + self._pending_size

    def truncate(self, size=None, /):
        self._open("truncate of closed file")
        if not self._writes:
            raise UnsupportedOperation("truncate")
        self.flush()
        return self.raw.truncate(self.tell() if size is None else size)

    def __repr__(self):
        return _repr_with_name(self)


class BufferedReader(_Buffered):
    _reads = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.readable():
            raise UnsupportedOperation("File or stream is not readable.")
        super().__init__(raw, buffer_size)


class BufferedWriter(_Buffered):
    _writes = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.writable():
            raise UnsupportedOperation("File or stream is not writable.")
        super().__init__(raw, buffer_size)


class BufferedRandom(_Buffered):
    _reads = True
    _writes = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        if not raw.seekable():
            raise UnsupportedOperation("File or stream is not seekable.")
        super().__init__(raw, buffer_size)


class BufferedRWPair(_BufferedIOBase):
    def __init__(self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /):
        self.reader = BufferedReader(reader, buffer_size)
        self.writer = BufferedWriter(writer, buffer_size)

    def read(self, size=-1, /):
        return self.reader.read(size)

    def peek(self, size=0, /):
        return self.reader.peek(size)

    def read1(self, size=-1, /):
        return self.reader.read1(size)

    def readinto(self, buffer, /):
        return self.reader.readinto(buffer)

    def write(self, data, /):
        return self.writer.write(data)

    def flush(self):
        self.writer.flush()

    def readable(self):
        return self.reader.readable()

    def writable(self):
        return self.writer.writable()

    def close(self):
        self.writer.close()
        self.reader.close()

    closed = property(lambda self: self.writer.closed)


class IncrementalNewlineDecoder:
    def __init__(self, decoder, translate, errors="strict"):
        self.decoder, self.translate, self.errors = decoder, translate, errors
        self._seen = 0
        self._waits = False

    def decode(self, input, final=False):
        text = input if self.decoder is None else self.decoder.decode(input, final=final)
        if self._waits and (text or final):
            text = "\r" + text
            self._waits = False
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
        data, flag = (b"", 0) if self.decoder is None else self.decoder.getstate()
        return data, flag << 1 | self._waits

    def setstate(self, state):
        data, flag = state
        self._waits = bool(flag & 1)
        if self.decoder is not None:
            self.decoder.setstate((data, flag >> 1))

    def reset(self):
        self._seen, self._waits = 0, False
        if self.decoder is not None:
            self.decoder.reset()

    @property
    def newlines(self):
        return _newlines(self._seen)


def _newlines(seen):
    found = tuple(end for bit, end in ((2, "\r"), (1, "\n"), (4, "\r\n")) if seen & bit)
    return found if len(found) > 1 else found[0] if found else None


class _Text(_TextIOBase):
    """Text that is in memory: what both kinds of text streams read lines from."""

    def _next_line_end(self, text, at):
        newline = self._newline
        if newline == "" or newline is None and self._raw_ends:
            end = len(text)
            for index in range(at, end):
                c = text[index]
                if c == "\n":
                    return index + 1
                if c == "\r":
                    return index + 2 if text[index + 1:index + 2] == "\n" else index + 1
            return end
        wanted = newline or "\n"
        found = text.find(wanted, at)
        return len(text) if found < 0 else found + len(wanted)


StringIO = _adopt("StringIO", _TextIOBase)


# Encodings that begin with a mark, and those for what comes behind it.
_BEHIND_MARK = {"utf-8-sig": "utf-8", "utf-16": "utf-16-le", "utf-32": "utf-32-le"}


class TextIOWrapper(_Text):
    _CHUNK_SIZE = DEFAULT_BUFFER_SIZE

    def __init__(self, buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False):
        if newline is not None and not isinstance(newline, str):
            raise TypeError(f"TextIOWrapper() argument 'newline' must be str or None, not {type(newline).__name__}")
        if newline not in (None, "", "\n", "\r", "\r\n"):
            newline.encode()
            raise ValueError(f"illegal newline value: {newline}")
        if encoding is not None and not isinstance(encoding, str):
            raise TypeError("TextIOWrapper() argument 'encoding' must be str or None, not " + type(encoding).__name__)
        if encoding is None or encoding == "locale":
            encoding = "UTF-8"
        "".encode(encoding)
        self.buffer = buffer
        self.encoding = encoding
        self.errors = errors or "strict"
        self._newline = newline
        self.line_buffering = line_buffering
        self.write_through = write_through
        self._pending = []
        self._text = None
        self._at = 0
        self._start = 0
        self._raw_ends = False
        self._seen = 0
        raw = getattr(buffer, "raw", None)
        # The file below, if it is one that needs not be asked by method whether it is open.
        self._file = raw if type(raw) is FileIO else None
        self._lines_end_plainly = False
        # Whether the mark at the beginning is written; not known before something is.
        self._marked = None
        self._look_at_writing()

    def _dealloc_warn(self, source):
        warn = getattr(self.buffer, "_dealloc_warn", None)
        if warn is not None:
            warn(source)

    def _encoded(self, text):
        behind = _BEHIND_MARK.get(self.encoding.lower().replace("_", "-"))
        if behind is None or not text:
            return text.encode(self.encoding, self.errors)
        if self._marked is None:
            self._marked = self.buffer.seekable() and self.buffer.tell() != 0
        encoding = behind if self._marked else self.encoding
        self._marked = True
        return text.encode(encoding, self.errors)

    def _look_at_writing(self):
        self._writes_plainly = self._newline in (None, "", "\n") and not self.line_buffering \
            and not self.write_through and self._file is not None and self._file._writable

    closed = property(lambda self: self.buffer.closed)
    name = property(lambda self: self.buffer.name)
    newlines = property(lambda self: _newlines(self._seen))

    def _open(self):
        if self.buffer is None:
            raise ValueError("underlying buffer has been detached")
        if self.buffer.closed:
            raise ValueError("I/O operation on closed file.")

    def readable(self):
        self._open()
        return self.buffer.readable()

    def writable(self):
        self._open()
        return self.buffer.writable()

    def seekable(self):
        self._open()
        return self.buffer.seekable()

    def fileno(self):
        return self.buffer.fileno()

    def isatty(self):
        self._open()
        return self.buffer.isatty()

    def reconfigure(self, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None):
        self.flush()
        if encoding is not None:
            self.encoding = encoding
        if errors is not None:
            self.errors = errors
        if newline is not None:
            self._newline = newline
        if line_buffering is not None:
            self.line_buffering = line_buffering
        self._lines_end_plainly = False
        self._look_at_writing()

    def detach(self):
        self.flush()
        buffer, self.buffer, self._file = self.buffer, None, None
        self._writes_plainly = False
        return buffer

    def flush(self):
        self._open()
        if self._pending:
            text, self._pending = "".join(self._pending), []
            self.buffer.write(self._encoded(text))
        self.buffer.flush()

    def close(self):
        if self.buffer is not None and not self.buffer.closed:
            try:
                self.flush()
            finally:
                self.buffer.close()

    def write(self, text, /):
        if self._writes_plainly and type(text) is str and text.isascii() and self._text is None \
                and not self._file._closed and len(self._pending) < 1000:
            self._pending.append(text)
            return len(text)
        if not isinstance(text, str):
            raise TypeError(f"write() argument must be str, not {type(text).__name__}")
        self._open()
        if not self.buffer.writable():
            raise UnsupportedOperation("not writable")
        if self._text is not None:
            self._forget()
        count = len(text)
        if self._newline not in (None, "", "\n"):
            text = text.replace("\n", self._newline)
        if not text.isascii():
            # What cannot be encoded is complained of at once.
            text.encode(self.encoding, self.errors)
        self._pending.append(text)
        if self.line_buffering and ("\n" in text or "\r" in text) or self.write_through:
            self.flush()
        elif len(self._pending) > 1000:
            data, self._pending = "".join(self._pending), []
            self.buffer.write(self._encoded(data))
        return count

    def _forget(self):
        """Drops what was read ahead: the buffer stands behind the last piece of which something was read."""
        read = self.tell() - self._start
        whole = len(self._text.encode(self.encoding, "surrogatepass"))
        self._text = None
        self._at = 0
        self.buffer.seek(self._start + min(whole, -(-read // DEFAULT_BUFFER_SIZE) * DEFAULT_BUFFER_SIZE))

    def _load(self):
        self._open()
        if not self.buffer.readable():
            raise UnsupportedOperation("not readable")
        if self._pending:
            self.flush()
        if self._text is None or self._at >= len(self._text):
            if self._text is not None:
                rest = self.buffer.read()
                if not rest:
                    return self._text
                self._start += len(self._text.encode(self.encoding, "surrogatepass"))
            else:
                try:
                    self._start = self.buffer.tell()
                except (OSError, AttributeError):
                    self._start = 0
                rest = self.buffer.read()
            self._text = bytes(rest).decode(self.encoding, self.errors)
            self._at = 0
            self._raw_ends = "\r" in self._text
            self._lines_end_plainly = self._newline == "\n" or self._newline is None and not self._raw_ends
            pairs = self._text.count("\r\n")
            if self._newline is None or self._newline == "":
                self._seen |= (4 if pairs else 0) | (1 if self._text.count("\n") > pairs else 0) | \
                    (2 if self._text.count("\r") > pairs else 0)
        return self._text

    def _shown(self, text):
        if self._newline is None and self._raw_ends:
            return text.replace("\r\n", "\n").replace("\r", "\n")
        return text

    def read(self, size=-1, /):
        text = self._load()
        at = self._at
        if size is None or size < 0:
            self._at = len(text)
            return self._shown(text[at:])
        if self._newline is None and self._raw_ends:
            out = []
            while len(out) < size and at < len(text):
                c = text[at]
                at += 1
                if c == "\r":
                    c = "\n"
                    if text[at:at + 1] == "\n":
                        at += 1
                out.append(c)
            self._at = at
            return "".join(out)
        self._at = min(len(text), at + size)
        return text[at:self._at]

    def readline(self, size=-1, /):
        text = self._text
        if text is None or self._at >= len(text) or self._pending or self.buffer.closed:
            text = self._load()
        at = self._at
        if at >= len(text):
            return ""
        end = self._next_line_end(text, at)
        if size is not None and size >= 0:
            end = min(end, at + size)
        self._at = end
        return self._shown(text[at:end])

    def __next__(self):
        if self._lines_end_plainly and self._file is not None and not self._pending and not self._file._closed \
                and self._text is not None:
            at = self._at
            end = self._text.find("\n", at) + 1
            if end:
                self._at = end
                return self._text[at:end]
        line = self.readline()
        if not line:
            raise StopIteration
        return line

    def tell(self):
        self._open()
        if not self.buffer.seekable():
            raise UnsupportedOperation("underlying stream is not seekable")
        if self._pending:
            self.flush()
        if self._text is None:
            return self.buffer.tell()
        return self._start + len(self._text[:self._at].encode(self.encoding, "surrogatepass"))

    def seek(self, pos, whence=0, /):
        self._open()
        if whence == 1:
            if pos:
                raise UnsupportedOperation("can't do nonzero cur-relative seeks")
            pos = self.tell()
        elif whence == 2:
            if pos:
                raise UnsupportedOperation("can't do nonzero end-relative seeks")
        elif whence != 0:
            raise ValueError(f"invalid whence ({whence}, should be 0, 1 or 2)")
        if whence == 0 and pos < 0:
            raise ValueError(f"negative seek position {pos!r}")
        self.flush()
        self._text = None
        self._at = 0
        place = self.buffer.seek(pos, 2 if whence == 2 else 0)
        self._marked = place != 0
        return place

    def truncate(self, size=None, /):
        self.flush()
        return self.buffer.truncate(self.tell() if size is None else size)

    def __repr__(self):
        out = f"<{type(self).__module__}.{type(self).__qualname__}"
        for name in ("name", "mode"):
            try:
                out += f" {name}={getattr(self, name)!r}"
            except Exception:
                pass
        return out + f" encoding={self.encoding!r}>"


for _class in (_IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase, FileIO, BufferedReader,
               BufferedWriter, BufferedRandom, BufferedRWPair, TextIOWrapper, IncrementalNewlineDecoder):
    _class.__module__ = "_io"
del _class


# The standard streams are there before this module is.
_adopt("TextIOWrapper", TextIOWrapper)


class _StandardWriter(BufferedWriter):
    """Below `sys.stdout` and `sys.stderr`: what is written goes out at once, in order with the text."""

    def write(self, data, /):
        count = super().write(data)
        self.flush()
        return count


_StandardWriter.__name__ = _StandardWriter.__qualname__ = "BufferedWriter"


def _standard_buffer(number):
    raw = FileIO(number, "r" if number == 0 else "w", closefd=False)
    raw.name = ("<stdin>", "<stdout>", "<stderr>")[number]
    return (_StandardWriter if number else BufferedReader)(raw)


def text_encoding(encoding, stacklevel=2, /):
    return "locale" if encoding is None else encoding


def open(file, mode="r", buffering=-1, encoding=None, errors=None, newline=None, closefd=True, opener=None):
    if not isinstance(file, int):
        file = posix.fspath(file) if not isinstance(file, (str, bytes)) else file
    if not isinstance(mode, str):
        raise TypeError(f"open() argument 'mode' must be str, not {type(mode).__name__}")
    for name, value in (("encoding", encoding), ("errors", errors), ("newline", newline)):
        if value is not None and not isinstance(value, str):
            raise TypeError(f"open() argument '{name}' must be str or None, not {type(value).__name__}")
    modes = set(mode)
    if modes - set("axrwb+t") or len(mode) > len(modes):
        raise ValueError(f"invalid mode: {mode!r}")
    creating, reading, writing, appending = ("x" in modes, "r" in modes, "w" in modes, "a" in modes)
    updating, text, binary = "+" in modes, "t" in modes, "b" in modes
    if text and binary:
        raise ValueError("can't have text and binary mode at once")
    if creating + reading + writing + appending > 1:
        raise ValueError("must have exactly one of create/read/write/append mode")
    if not (creating or reading or writing or appending):
        raise ValueError("Must have exactly one of create/read/write/append mode and at most one plus")
    if binary and encoding is not None:
        raise ValueError("binary mode doesn't take an encoding argument")
    if binary and errors is not None:
        raise ValueError("binary mode doesn't take an errors argument")
    if binary and newline is not None:
        raise ValueError("binary mode doesn't take a newline argument")
    if binary and buffering == 1:
        from _warnings import warn
        warn("line buffering (buffering=1) isn't supported in binary mode, the default buffer size will be used",
             RuntimeWarning, 1)
    raw = FileIO(file, "".join(c for c in mode if c in "xrwa+"), closefd, opener)
    result = raw
    try:
        if buffering == 0:
            if binary:
                return result
            raise ValueError("can't have unbuffered text I/O")
        size = DEFAULT_BUFFER_SIZE if buffering < 2 else buffering
        if updating:
            buffer = BufferedRandom(raw, size)
        elif reading:
            buffer = BufferedReader(raw, size)
        else:
            buffer = BufferedWriter(raw, size)
        result = buffer
        if binary:
            return result
        result = TextIOWrapper(buffer, encoding, errors, newline, buffering == 1)
        result.mode = mode
        return result
    except BaseException:
        result.close()
        raise


open.__module__ = "_io"


def open_code(path):
    return open(path, "rb")
