"""The bases of all streams, and the files below: what is on disk is asked of `posix`, and so of the sandbox."""
import posix
from _operator import index as _index
from _pylens import adopt as _adopt

DEFAULT_BUFFER_SIZE = 8192
_BlockingIOError = BlockingIOError


class UnsupportedOperation(OSError, ValueError):
    pass


UnsupportedOperation.__module__ = "io"


def _unsupported(name):
    raise UnsupportedOperation(name)


def _bytes_of(buffer, function="readinto"):
    """A view of a buffer of any format, byte by byte."""
    if isinstance(buffer, bytearray):
        return buffer
    try:
        view = memoryview(buffer)
    except TypeError:
        view = None
    if view is None or view.readonly:
        raise TypeError(f"{function}() argument must be read-write bytes-like object, not {type(buffer).__name__}")
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
        except Exception:
            # It was never made wholly, or it gave away what it stood on.
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
        peek = getattr(self, "peek", None)
        out = bytearray()
        while size < 0 or len(out) < size:
            count = 1
            if peek is not None:
                ahead = peek(1)
                if not isinstance(ahead, bytes):
                    raise OSError(f"peek() should have returned a bytes object, not '{type(ahead).__name__}'")
                if ahead:
                    count = ahead.find(b"\n") + 1 or len(ahead)
                    if size >= 0:
                        count = min(count, size - len(out))
            piece = self.read(count)
            if not isinstance(piece, bytes):
                raise OSError(f"read() should have returned a bytes object, not '{type(piece).__name__}'")
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
        hint = -1 if hint is None else _index(hint)
        if hint <= 0:
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
        size = -1 if size is None else _index(size)
        if size < 0:
            return self.readall()
        buffer = bytearray(size)
        count = self.readinto(buffer)
        if count is None:
            return None
        count = _index(count)
        if not 0 <= count <= size:
            raise ValueError(f"readinto returned {count} outside buffer size {size}")
        return bytes(buffer[:count])

    def readall(self):
        out, data = bytearray(), b""
        while data := self.read(DEFAULT_BUFFER_SIZE):
            if not isinstance(data, bytes):
                raise TypeError("read() should return bytes")
            out += data
        return bytes(out) if out or data is not None else None

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
        return self._read_by(buffer, self.read, "readinto")

    def readinto1(self, buffer, /):
        return self._read_by(buffer, self.read1, "readinto1")

    def _read_by(self, buffer, read, what):
        view = _bytes_of(buffer, what)
        data = read(len(view))
        if not isinstance(data, bytes):
            raise TypeError("read() should return bytes")
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


_running = []


class _RunningRepr:
    """A `repr` that comes to itself again ends there."""

    def __init__(self, stream):
        self._stream = stream

    def __enter__(self):
        if any(stream is self._stream for stream in _running):
            raise RuntimeError(f"reentrant call inside {type(self._stream).__name__}.__repr__")
        _running.append(self._stream)

    def __exit__(self, *args):
        _running.remove(self._stream)


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
        self._seeks = None
        if isinstance(file, bool):
            from _warnings import warn
            warn("bool is used as a file descriptor", RuntimeWarning, 1)
        if isinstance(file, int):
            if file < 0:
                raise ValueError("negative file descriptor")
            if posix.fstat(file).st_mode & 0o170000 == 0o040000:
                raise IsADirectoryError(21, "Is a directory", file)
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
                self._fd = posix.open(path, flags, 0o666)
            else:
                fd = opener(file, flags)
                if not isinstance(fd, int):
                    raise TypeError("expected integer from opener")
                if fd < 0:
                    raise ValueError(f"opener returned {fd}")
                posix.fstat(fd)
                self._fd = fd
        self.name = file
        if self._appending:
            try:
                posix.lseek(self._fd, 0, 2)
            except OSError:
                if self.seekable():
                    raise

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

    def _opened(self):
        if self._closed or self._fd < 0:
            raise ValueError("I/O operation on closed file")

    def fileno(self):
        self._opened()
        return self._fd

    def readable(self):
        self._opened()
        return self._readable

    def writable(self):
        self._opened()
        return self._writable

    def seekable(self):
        self._opened()
        if self._seeks is None:
            try:
                posix.lseek(self._fd, 0, 1)
                self._seeks = True
            except OSError:
                self._seeks = False
        return self._seeks

    def read(self, size=-1, /):
        self._opened()
        if not self._readable:
            raise UnsupportedOperation("File not open for reading")
        if size is None or _index(size) < 0:
            return self.readall()
        try:
            return posix.read(self._fd, _index(size))
        except _BlockingIOError:
            return None

    def readall(self):
        self._opened()
        if not self._readable:
            raise UnsupportedOperation("File not open for reading")
        out = bytearray()
        try:
            while data := posix.read(self._fd, 1 << 24):
                out += data
        except _BlockingIOError:
            if not out:
                return None
        return bytes(out)

    def readinto(self, buffer, /):
        self._opened()
        if not self._readable:
            raise UnsupportedOperation("File not open for reading")
        view = _bytes_of(buffer)
        data = FileIO.read(self, len(view))
        if data is None:
            return None
        view[:len(data)] = data
        return len(data)

    def write(self, data, /):
        self._opened()
        if not self._writable:
            raise UnsupportedOperation("File not open for writing")
        try:
            return posix.write(self._fd, _bytes_like(data))
        except _BlockingIOError:
            return None

    def seek(self, pos, whence=0, /):
        self._opened()
        return posix.lseek(self._fd, _index(pos), whence)

    def tell(self):
        self._opened()
        return posix.lseek(self._fd, 0, 1)

    def truncate(self, size=None, /):
        self._opened()
        if not self._writable:
            raise UnsupportedOperation("File not open for writing")
        size = self.tell() if size is None else _index(size)
        posix.ftruncate(self._fd, size)
        return size

    def close(self):
        if not self._closed:
            try:
                # What a class above does when it is flushed.
                _RawIOBase.close(self)
            finally:
                self._closed = True
                fd, self._fd = self._fd, -1
                if self._closefd and fd >= 0:
                    posix.close(fd)

    def isatty(self):
        self._opened()
        return posix.isatty(self._fd)

    def __repr__(self):
        kind = f"{type(self).__module__}.{type(self).__qualname__}"
        if self._fd < 0:
            return f"<{kind} [closed]>"
        with _RunningRepr(self):
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
