"""Streams of bytes that read ahead and write later."""
from _operator import index as _index
from _pylens_streams import (DEFAULT_BUFFER_SIZE, FileIO, UnsupportedOperation, _BlockingIOError, _BufferedIOBase, _RunningRepr,
                             _bytes_like, _bytes_of)


def _repr_with_name(self):
    kind = f"{type(self).__module__}.{type(self).__qualname__}"
    with _RunningRepr(self):
        try:
            name = self.name
        except (AttributeError, ValueError):
            return f"<{kind}>"
        return f"<{kind} name={name!r}>"


def _would_block(written=0):
    return _BlockingIOError(11, "write could not complete without blocking", written)


class _Buffered(_BufferedIOBase):
    """Bytes read ahead and bytes not written yet, above a raw stream; one of the two is empty."""
    _reads = False
    _writes = False
    _raw = None
    _made = False
    _detached = False

    def _begin(self, raw, buffer_size, *methods):
        self._made = self._detached = False
        for method in methods:
            _check(raw, method)
        size = _index(buffer_size)
        if size <= 0:
            raise ValueError("buffer size must be strictly positive")
        self._raw = raw
        self._ahead = b""
        self._at = 0
        self._pending = []
        self._pending_size = 0
        self._size = size
        # A file of this module, which is asked directly.
        self._file = raw if type(raw) is FileIO else None
        self._made = True

    def _attached(self):
        if not self._made:
            raise ValueError("I/O operation on uninitialized object")
        if self._detached:
            raise ValueError("raw stream has been detached")

    def _open(self, what):
        if self._file is not None:
            closed = self._file._closed
        else:
            self._attached()
            closed = self._raw.closed
        if closed:
            raise ValueError(what)

    @property
    def closed(self):
        self._attached()
        return self._raw.closed

    @property
    def name(self):
        self._attached()
        return self._raw.name

    @property
    def mode(self):
        self._attached()
        return self._raw.mode

    raw = property(lambda self: self._raw)

    def _dealloc_warn(self, source):
        warn = getattr(self._raw, "_dealloc_warn", None)
        if warn is not None:
            warn(source)

    def readable(self):
        self._attached()
        return self._reads and self._raw.readable()

    def writable(self):
        self._attached()
        return self._writes and self._raw.writable()

    def seekable(self):
        self._attached()
        return self._raw.seekable()

    def fileno(self):
        self._attached()
        return self._raw.fileno()

    def isatty(self):
        self._attached()
        return self._raw.isatty()

    def detach(self):
        self._attached()
        self.flush()
        raw, self._raw, self._file, self._detached = self._raw, None, None, True
        return raw

    def flush(self):
        self._attached()
        self._open("flush of closed file")
        if self._pending:
            self._write_pending()
        if self._reads and self._writes:
            self._step_back()

    def close(self):
        self._attached()
        if not self._raw.closed:
            try:
                self.flush()
            finally:
                self._raw.close()

    # Towards the raw stream.

    def _raw_read(self, size):
        """Reads once; `None` where nothing is there yet."""
        if self._file is not None:
            return self._file.read(size)
        buffer = bytearray(size)
        count = self._raw.readinto(buffer)
        if count is None:
            return None
        try:
            count = _index(count)
        except TypeError as problem:
            raise OSError("raw readinto() failed") from problem
        if not 0 <= count <= size:
            raise OSError(f"raw readinto() returned invalid length {count} (should have been between 0 and {size})")
        return bytes(buffer[:count])

    def _raw_write(self, data):
        count = self._raw.write(data)
        if count is None:
            return None
        try:
            count = _index(count)
        except TypeError:
            count = -1
        if not 0 <= count <= len(data):
            raise OSError(f"raw write() returned invalid length {count} (should have been between 0 and {len(data)})")
        return count

    def _raw_seek(self, pos, whence):
        place = _index(self._raw.seek(pos, whence))
        if place < 0:
            raise OSError(f"Raw stream returned invalid position {place}")
        return place

    def _raw_tell(self):
        place = _index(self._raw.tell())
        if place < 0:
            raise OSError(f"Raw stream returned invalid position {place}")
        return place

    def _fill(self):
        """Reads once into the rest of the buffer, of which all was used; `None` where nothing is there yet."""
        data = self._raw_read(self._size - len(self._ahead))
        if data:
            self._ahead = self._ahead + data if self._ahead else data
        return data

    def _write_pending(self):
        data = self._pending[0] if len(self._pending) == 1 else b"".join(self._pending)
        self._pending, self._pending_size = [], 0
        at = 0
        try:
            while at < len(data):
                count = self._raw_write(data[at:] if at else data)
                if count is None:
                    raise _would_block()
                at += count
        finally:
            if at < len(data):
                # What could not be written stays.
                self._pending.insert(0, data[at:])
                self._pending_size += len(data) - at

    def _step_back(self):
        """The raw stream stands where the reader is; nothing is ahead."""
        if self._at < len(self._ahead):
            self._raw_seek(self._at - len(self._ahead), 1)
        self._ahead, self._at = b"", 0

    # Reading.

    def read(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read")
        size = -1 if size is None else _index(size)
        self._attached()
        if size < -1:
            raise ValueError("read length must be non-negative or -1")
        self._open("read of closed file")
        at, ahead = self._at, self._ahead
        if 0 <= size <= len(ahead) - at:
            self._at = at + size
            return ahead[at:at + size]
        if self._pending:
            self._write_pending()
        data = ahead[at:]
        self._ahead, self._at = b"", 0
        if size < 0:
            return self._read_all(data)
        parts, missing = [data], size - len(data)
        while missing > 0:
            whole = missing - missing % self._size
            if whole:
                piece = self._raw_read(whole)
            else:
                piece = self._fill()
                if piece:
                    piece = piece[:missing]
                    self._at += len(piece)
            if not piece:
                out = b"".join(parts)
                return out if out or piece is not None else None
            parts.append(piece)
            missing -= len(piece)
        return b"".join(parts)

    def _read_all(self, data):
        readall = getattr(self._raw, "readall", None)
        if readall is not None:
            rest = readall()
            if rest is None:
                return data or None
            if not isinstance(rest, bytes):
                raise TypeError("readall() should return bytes")
            return data + rest if data else rest
        parts = [data]
        while True:
            piece = self._raw.read()
            if piece is not None and not isinstance(piece, bytes):
                raise TypeError("read() should return bytes")
            if not piece:
                out = b"".join(parts)
                return out if out or piece is not None else None
            parts.append(piece)

    def read1(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read1")
        size = _index(size)
        self._attached()
        if size < 0:
            size = self._size
        self._open("read of closed file")
        if size == 0:
            return b""
        if self._at >= len(self._ahead):
            if self._pending:
                self._write_pending()
            self._ahead, self._at = b"", 0
            return self._raw_read(size) or b""
        at = self._at
        data = self._ahead[at:at + size]
        self._at = at + len(data)
        return data

    def readinto(self, buffer, /):
        return self._read_into(buffer, "readinto", False)

    def readinto1(self, buffer, /):
        return self._read_into(buffer, "readinto1", True)

    def _read_into(self, buffer, what, once):
        if not self._reads:
            raise UnsupportedOperation(what)
        view = memoryview(_bytes_of(buffer, what))
        self._attached()
        self._open("readinto of closed file")
        data = self._ahead[self._at:self._at + len(view)]
        done = len(data)
        view[:done] = data
        self._at += done
        if done == len(view):
            return done
        if self._pending:
            self._write_pending()
        self._ahead, self._at = b"", 0
        while done < len(view):
            missing = len(view) - done
            if missing > self._size:
                piece = self._raw_read(missing)
            elif once and done:
                break
            else:
                piece = self._fill()
                if piece:
                    piece = piece[:missing]
                    self._at += len(piece)
            if not piece:
                return done if done or piece is not None else None
            view[done:done + len(piece)] = piece
            done += len(piece)
            if once:
                break
        return done

    def readline(self, size=-1, /):
        if not self._reads:
            raise UnsupportedOperation("read")
        limit = -1 if size is None else _index(size)
        self._open("readline of closed file")
        if self._pending:
            self._write_pending()
        parts = []
        while True:
            ahead, at = self._ahead, self._at
            end = ahead.find(b"\n", at) + 1
            stop = end or len(ahead)
            if 0 <= limit <= stop - at:
                stop = end = at + limit
                parts.append(ahead[at:stop])
                self._at = stop
                break
            if at < stop:
                parts.append(ahead[at:stop] if at or end else ahead)
            self._at = stop
            if end:
                break
            if limit > 0:
                limit -= stop - at
            self._ahead, self._at = b"", 0
            if not self._fill():
                break
        return parts[0] if len(parts) == 1 else b"".join(parts)

    def __next__(self):
        if self._file is not None and self._ahead and not self._file._closed:
            at = self._at
            end = self._ahead.find(b"\n", at) + 1
            if end:
                self._at = end
                return self._ahead[at:end]
        self._attached()
        line = self.readline()
        if not isinstance(line, bytes):
            raise OSError(f"readline() should have returned a bytes object, not '{type(line).__name__}'")
        if not line:
            raise StopIteration
        return line

    # Writing.

    def write(self, data, /):
        if not self._writes:
            raise UnsupportedOperation("write")
        if type(data) is not bytes:
            data = bytes(_bytes_like(data))
        self._attached()
        self._open("write to closed file")
        if self._ahead:
            self._step_back()
        count = len(data)
        if self._pending_size + count <= self._size:
            if count:
                self._pending.append(data)
                self._pending_size += count
            return count
        try:
            if self._pending:
                self._write_pending()
        except _BlockingIOError:
            # As much as there is room for is taken.
            room = self._size - self._pending_size
            if count <= room:
                self._pending.append(data)
                self._pending_size += count
                return count
            self._pending.append(data[:room])
            self._pending_size += room
            raise _would_block(room) from None
        at = 0
        while count - at > self._size:
            written = self._raw_write(data[at:] if at else data)
            if written is None:
                self._pending.append(data[at:at + self._size])
                self._pending_size = self._size
                raise _would_block(at + self._size)
            at += written
        if at < count:
            self._pending.append(data[at:])
            self._pending_size = count - at
        return count

    # Moving.

    def seek(self, pos, whence=0, /):
        self._attached()
        if whence not in (0, 1, 2, 3, 4):
            raise ValueError(f"whence value {whence} unsupported" if isinstance(whence, int) else whence)
        self._open("seek of closed file")
        if not self._raw.seekable():
            raise UnsupportedOperation("File or stream is not seekable.")
        pos = _index(pos)
        if self._pending:
            self._write_pending()
        if self._ahead:
            if whence < 2:
                # Within what is ahead nothing needs to be read again.
                place = self._raw_tell()
                start = place - len(self._ahead)
                wanted = pos if whence == 0 else start + self._at + pos
                if start <= wanted <= place:
                    self._at = wanted - start
                    return wanted
            if whence == 1:
                pos -= len(self._ahead) - self._at
            self._ahead, self._at = b"", 0
        return self._raw_seek(pos, whence)

    def tell(self):
        self._attached()
        place = self._raw_tell() - (len(self._ahead) - self._at) + self._pending_size
        return max(place, 0)

    def truncate(self, size=None, /):
        self._attached()
        self._open("truncate of closed file")
        if not self._writes:
            raise UnsupportedOperation("truncate")
        self.flush()
        return self._raw.truncate(self.tell() if size is None else size)

    def __repr__(self):
        return _repr_with_name(self)


def _check(raw, method):
    """What the raw stream itself says, or that it cannot."""
    if not getattr(raw, method)():
        raise UnsupportedOperation(f"File or stream is not {method}.")


class BufferedReader(_Buffered):
    _reads = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._begin(raw, buffer_size, "readable")

    def peek(self, size=0, /):
        self._attached()
        self._open("peek of closed file")
        if self._pending:
            self._write_pending()
        if self._at >= len(self._ahead):
            self._ahead, self._at = b"", 0
            self._fill()
        return self._ahead[self._at:]


class BufferedWriter(_Buffered):
    _writes = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._begin(raw, buffer_size, "writable")


class BufferedRandom(_Buffered):
    _reads = True
    _writes = True

    def __init__(self, raw, buffer_size=DEFAULT_BUFFER_SIZE):
        self._begin(raw, buffer_size, "seekable", "readable", "writable")

    peek = BufferedReader.peek


_OWN_BUFFERS = (BufferedReader, BufferedWriter, BufferedRandom)


class BufferedRWPair(_BufferedIOBase):
    _reader = _writer = None

    def __init__(self, reader, writer, buffer_size=DEFAULT_BUFFER_SIZE, /):
        _check(reader, "readable")
        _check(writer, "writable")
        self._reader = BufferedReader(reader, buffer_size)
        self._writer = BufferedWriter(writer, buffer_size)

    def _half(self, half):
        if half is None:
            raise ValueError("I/O operation on uninitialized object")
        return half

    def read(self, size=-1, /):
        return self._half(self._reader).read(size)

    def peek(self, size=0, /):
        return self._half(self._reader).peek(size)

    def read1(self, size=-1, /):
        return self._half(self._reader).read1(size)

    def readinto(self, buffer, /):
        return self._half(self._reader).readinto(buffer)

    def readinto1(self, buffer, /):
        return self._half(self._reader).readinto1(buffer)

    def write(self, data, /):
        return self._half(self._writer).write(data)

    def flush(self):
        self._half(self._writer).flush()

    def readable(self):
        return self._half(self._reader).readable()

    def writable(self):
        return self._half(self._writer).writable()

    def isatty(self):
        return self._half(self._writer).isatty() or self._reader.isatty()

    def close(self):
        try:
            self._half(self._writer).close()
        finally:
            self._half(self._reader).close()

    @property
    def closed(self):
        if self._writer is None:
            raise RuntimeError("the BufferedRWPair object is being garbage-collected")
        return self._writer.closed
