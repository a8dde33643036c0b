"""Arrays of numbers of one type: a `bytearray`, seen through a `memoryview` of the array's format."""
import sys as _sys
from _pylens import seal as _seal

typecodes = "bBuwhHiIlLqQfd"
_SIZES = {"b": 1, "B": 1, "u": 4, "w": 4, "h": 2, "H": 2, "i": 4, "I": 4, "l": 8, "L": 8, "q": 8, "Q": 8, "f": 4,
          "d": 8}
_NAMES = {"b": "signed char", "B": "unsigned byte integer", "h": "signed short integer", "H": "unsigned short",
          "i": "signed integer"}
_MACHINE = {"b": 1, "B": 0, "h": 4, "H": 2, "i": 8, "I": 6, "l": 12, "L": 10, "q": 12, "Q": 10, "f": 14, "d": 16,
            "u": 20, "w": 20}


def _wrong(code, value):
    """Raises what is wrong with an item."""
    if code in "uw":
        if not isinstance(value, str):
            raise TypeError(f"array item must be a unicode character, not {type(value).__name__}")
        raise TypeError("array item must be a string of length 1, not a string of length " + str(len(value))) \
            if len(value) != 1 else ValueError("bad character")
    if code in "fd":
        raise TypeError(f"must be real number, not {type(value).__name__}")
    if not hasattr(type(value), "__index__"):
        raise TypeError(f"'{type(value).__name__}' object cannot be interpreted as an integer")
    value = value.__index__()
    low = value < 0
    if code in _NAMES:
        raise OverflowError(f"{_NAMES[code]} is {'less than minimum' if low else 'greater than maximum'}")
    if code in "IL":
        if low:
            raise OverflowError("can't convert negative value to unsigned int")
        raise OverflowError("unsigned int is greater than maximum" if code == "I" and value < 1 << 64
                            else "Python int too large to convert to C unsigned long")
    if code == "l":
        raise OverflowError("Python int too large to convert to C long")
    if code == "Q" and low:
        raise OverflowError("can't convert negative int to unsigned")
    raise OverflowError("int too big to convert")


_ABSENT = object()


class array:
    __slots__ = ("_code", "_data", "__weakref__")
    __hash__ = None

    def __new__(cls, typecode, initializer=_ABSENT, /, *args, **kwargs):
        if cls is array and kwargs:
            raise TypeError("array.array() takes no keyword arguments")
        if args:
            raise TypeError(f"array() takes at most 2 arguments ({2 + len(args)} given)")
        if not isinstance(typecode, str) or len(typecode) != 1:
            kind = type(typecode).__name__ if not isinstance(typecode, str) else "str"
            raise TypeError("array() argument 1 must be a unicode character, not " + kind)
        if typecode not in _SIZES:
            raise ValueError("bad typecode (must be b, B, u, h, H, i, I, l, L, q, Q, f or d)")
        if typecode == "u":
            import warnings
            warnings.warn("The 'u' type code is deprecated and will be removed in Python 3.16", DeprecationWarning)
        self = object.__new__(cls)
        self._code, self._data = typecode, bytearray()
        if initializer is _ABSENT:
            return self
        if isinstance(initializer, str):
            if typecode not in "uw":
                raise TypeError(f"cannot use a str to initialize an array with typecode '{typecode}'")
            self.fromunicode(initializer)
        elif isinstance(initializer, array) and initializer._code in "uw" and typecode not in "uw":
            raise TypeError(f"cannot use a unicode array to initialize an array with typecode '{typecode}'")
        elif isinstance(initializer, (bytes, bytearray)):
            self.frombytes(initializer)
        elif isinstance(initializer, array) and initializer._code == typecode:
            self._data += initializer._data
        else:
            self._append_all(initializer)
        return self

    typecode = property(lambda self: self._code)
    itemsize = property(lambda self: _SIZES[self._code])

    def _view(self):
        code = self._code
        return memoryview(self._data).cast("I" if code in "uw" else code)

    def _packed(self, value):
        code = self._code
        room = bytearray(_SIZES[code])
        try:
            if code in "uw":
                memoryview(room).cast("I")[0] = ord(value)
            else:
                memoryview(room).cast(code)[0] = value
            return room
        except (TypeError, ValueError):
            pass
        except OverflowError:
            if code in "fd":
                raise
        _wrong(code, value)
        return room

    def _resize_check(self):
        return self._data

    def _grow(self, data):
        try:
            self._data += data
        except BufferError:
            raise BufferError("cannot resize an array that is exporting buffers") from None

    def _append_all(self, values):
        try:
            iterator = iter(values)
        except TypeError:
            raise TypeError(f"'{type(values).__name__}' object is not iterable") from None
        for value in iterator:
            self._grow(self._packed(value))

    def append(self, value, /):
        self._grow(self._packed(value))

    def extend(self, values, /):
        if isinstance(values, array):
            if values._code != self._code:
                raise TypeError("can only extend with array of same kind")
            self._grow(bytes(values._data))
        else:
            self._append_all(values)

    def fromlist(self, list, /):
        if not isinstance(list, __builtins__["list"] if isinstance(__builtins__, dict) else __builtins__.list):
            raise TypeError("arg must be list")
        before = len(self._data)
        try:
            self._append_all(list)
        except BaseException:
            del self._data[before:]
            raise

    def tolist(self):
        items = self._view().tolist()
        return [chr(item) for item in items] if self._code in "uw" else items

    def frombytes(self, buffer, /):
        if isinstance(buffer, str):
            raise TypeError("a bytes-like object is required, not 'str'")
        view = memoryview(buffer)
        if view.itemsize != 1 and not isinstance(buffer, array):
            raise TypeError("a bytes-like object is required")
        data = view.tobytes()
        if len(data) % self.itemsize:
            raise ValueError("bytes length not a multiple of item size")
        self._grow(data)

    def tobytes(self):
        return bytes(self._data)

    def tounicode(self):
        if self._code not in "uw":
            raise ValueError("tounicode() may only be called on unicode type arrays ('u' or 'w')")
        return "".join(self.tolist())

    def fromunicode(self, text, /):
        if not isinstance(text, str):
            raise TypeError(f"fromunicode() argument must be str, not {type(text).__name__}")
        if self._code not in "uw":
            raise ValueError("fromunicode() may only be called on unicode type arrays ('u' or 'w')")
        self._grow(text.encode("utf-32-le", "surrogatepass"))

    def fromfile(self, f, n, /):
        if n < 0:
            raise ValueError("negative count")
        data = f.read(n * self.itemsize)
        if not isinstance(data, bytes):
            raise TypeError("read() didn't return bytes")
        self.frombytes(data)
        if len(data) != n * self.itemsize:
            raise EOFError("read() didn't return enough bytes")

    def tofile(self, f, /):
        data = self.tobytes()
        for at in range(0, len(data), 65536):
            f.write(data[at:at + 65536])

    def buffer_info(self):
        return id(self._data), len(self)

    def byteswap(self):
        size, data = self.itemsize, self._data
        for offset in range(size // 2):
            other = size - 1 - offset
            data[offset::size], data[other::size] = data[other::size], data[offset::size]

    def count(self, v, /):
        return sum(item is v or item == v for item in self)

    def index(self, v, start=0, stop=_sys.maxsize, /):
        size = len(self)
        start = max(0, start + size) if start < 0 else start
        stop = max(0, stop + size) if stop < 0 else stop
        at = start
        while at < min(stop, len(self)):
            if self[at] == v:
                return at
            at += 1
        raise ValueError("array.index(x): x not in array")

    def insert(self, i, v, /):
        room = self._packed(v)
        size = len(self)
        i = max(0, i + size) if i < 0 else min(i, size)
        try:
            self._data[i * self.itemsize:i * self.itemsize] = room
        except BufferError:
            raise BufferError("cannot resize an array that is exporting buffers") from None

    def pop(self, i=-1, /):
        size = len(self)
        if not size:
            raise IndexError("pop from empty array")
        i = i + size if i < 0 else i
        if not 0 <= i < size:
            raise IndexError("pop index out of range")
        value = self[i]
        del self[i]
        return value

    def remove(self, v, /):
        for at, item in enumerate(self):
            if item == v:
                del self[at]
                return
        raise ValueError("array.remove(x): x not in array")

    def reverse(self):
        data, size = bytes(self._data), self.itemsize
        for offset in range(size):
            self._data[offset::size] = data[offset::size][::-1]

    def clear(self):
        del self[:]

    def __len__(self):
        return len(self._data) // self.itemsize

    def __getitem__(self, index):
        if isinstance(index, slice):
            out = self._empty()
            out._data += self._view()[index].tobytes()
            return out
        if not hasattr(type(index), "__index__"):
            raise TypeError("array indices must be integers")
        try:
            item = self._view()[index]
        except IndexError:
            raise IndexError("array index out of range") from None
        return chr(item) if self._code in "uw" else item

    def _empty(self):
        out = object.__new__(array)
        out._code, out._data = self._code, bytearray()
        return out

    def __setitem__(self, index, value):
        size = self.itemsize
        if isinstance(index, slice):
            if not isinstance(value, array):
                raise TypeError(f'can only assign array (not "{type(value).__name__}") to array slice')
            if value._code != self._code:
                raise TypeError("bad argument type for built-in operation")
            start, stop, step = index.indices(len(self))
            if step == 1:
                stop = max(start, stop)
                try:
                    self._data[start * size:stop * size] = bytes(value._data)
                except BufferError:
                    raise BufferError("cannot resize an array that is exporting buffers") from None
                return
            places = range(start, stop, step)
            if len(places) != len(value):
                raise ValueError(f"attempt to assign array of size {len(value)} to extended slice of size {len(places)}")
            source = bytes(value._data)
            for at, place in enumerate(places):
                self._data[place * size:place * size + size] = source[at * size:at * size + size]
            return
        if not hasattr(type(index), "__index__"):
            raise TypeError("array indices must be integers")
        at = index.__index__()
        at = at + len(self) if at < 0 else at
        if not 0 <= at < len(self):
            raise IndexError("array assignment index out of range")
        self._data[at * size:at * size + size] = self._packed(value)

    def __delitem__(self, index):
        size = self.itemsize
        try:
            if isinstance(index, slice):
                start, stop, step = index.indices(len(self))
                if step == 1:
                    del self._data[start * size:max(start, stop) * size]
                else:
                    for place in sorted(range(start, stop, step), reverse=True):
                        del self._data[place * size:place * size + size]
                return
            if not hasattr(type(index), "__index__"):
                raise TypeError("array indices must be integers")
            at = index.__index__()
            at = at + len(self) if at < 0 else at
            if not 0 <= at < len(self):
                raise IndexError("array assignment index out of range")
            del self._data[at * size:at * size + size]
        except BufferError:
            raise BufferError("cannot resize an array that is exporting buffers") from None

    def __iter__(self):
        return _make_iterator(self)

    def __contains__(self, value):
        return any(item is value or item == value for item in self)

    def __add__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only append array (not "{type(other).__name__}") to array')
        if other._code != self._code:
            raise TypeError("bad argument type for built-in operation")
        out = self._empty()
        out._data += self._data
        out._data += other._data
        return out

    def __iadd__(self, other):
        if not isinstance(other, array):
            raise TypeError(f'can only extend with array (not "{type(other).__name__}")')
        self.extend(other)
        return self

    def __mul__(self, count):
        if not _is_count(count):
            return NotImplemented
        out = self._empty()
        out._data += self._data * count
        return out

    __rmul__ = __mul__

    def __imul__(self, count):
        if not _is_count(count):
            return NotImplemented
        try:
            self._data *= count
        except BufferError:
            raise BufferError("cannot resize an array that is exporting buffers") from None
        return self

    def _compare(self, other, operator):
        if not isinstance(other, array):
            return NotImplemented
        return operator(self.tolist(), other.tolist())

    def __eq__(self, other):
        return self._compare(other, lambda a, b: a == b)

    def __ne__(self, other):
        return self._compare(other, lambda a, b: a != b)

    def __lt__(self, other):
        return self._compare(other, lambda a, b: a < b)

    def __le__(self, other):
        return self._compare(other, lambda a, b: a <= b)

    def __gt__(self, other):
        return self._compare(other, lambda a, b: a > b)

    def __ge__(self, other):
        return self._compare(other, lambda a, b: a >= b)

    def __repr__(self):
        name = type(self).__name__
        if not self._data:
            return f"{name}('{self._code}')"
        items = self.tounicode() if self._code in "uw" else self.tolist()
        return f"{name}('{self._code}', {items!r})"

    def __copy__(self):
        out = self._empty()
        out._data += self._data
        return out

    def __deepcopy__(self, memo, /):
        return self.__copy__()

    def __sizeof__(self):
        return 64 + len(self._data)

    def __reduce_ex__(self, protocol, /):
        state = getattr(self, "__dict__", None)
        if protocol < 3:
            return type(self), (self._code, self.tolist()), state
        code = 21 if self._code in "uw" and False else _MACHINE[self._code]
        return _array_reconstructor, (type(self), self._code, code, self.tobytes()), state

    def __buffer__(self, flags, /):
        code = self._code
        return memoryview(self._data).cast("I" if code in "uw" else code)

    def __release_buffer__(self, buffer, /):
        pass

    def __class_getitem__(cls, item, /):
        import types
        return types.GenericAlias(cls, item)


def _is_count(count):
    """Whether an array can be repeated so often; false if the other operand may know better."""
    kind = type(count)
    if hasattr(kind, "__index__"):
        return True
    if not hasattr(kind, "__rmul__") or isinstance(
            count, (float, complex, str, bytes, bytearray, list, tuple, array)):
        raise TypeError(f"can't multiply sequence by non-int of type '{kind.__name__}'")
    return False


class arrayiterator:
    __slots__ = ("_array", "_at")

    def __new__(cls, *args):
        raise TypeError("cannot create 'array.arrayiterator' instances")

    def __iter__(self):
        return self

    def __next__(self):
        if self._array is not None:
            at = self._at
            if at < len(self._array):
                self._at = at + 1
                return self._array[at]
            self._array = None
        raise StopIteration

    def __reduce__(self):
        if self._array is None:
            return iter, ((),)
        return iter, (self._array,), self._at

    def __setstate__(self, state, /):
        if self._array is not None:
            self._at = max(0, min(state, len(self._array)))


def _make_iterator(array):
    self = object.__new__(arrayiterator)
    self._array, self._at = array, 0
    return self


# Sizes, signs and byte orders of the machine formats by their codes.
_FORMATS = [("B", 0), ("b", 0), ("H", 0), ("H", 1), ("h", 0), ("h", 1), ("I", 0), ("I", 1), ("i", 0), ("i", 1),
            ("Q", 0), ("Q", 1), ("q", 0), ("q", 1), ("f", 0), ("f", 1), ("d", 0), ("d", 1)]


def _array_reconstructor(arraytype, typecode, mformat_code, items, /):
    if not isinstance(arraytype, type):
        raise TypeError(f"first argument must be a type object, not {type(arraytype).__name__}")
    if not issubclass(arraytype, array):
        raise TypeError(f"{arraytype.__name__} is not a subtype of array.array")
    if not isinstance(typecode, str) or len(typecode) != 1:
        raise TypeError("_array_reconstructor() argument 2 must be a unicode character, not "
                        + type(typecode).__name__)
    if typecode not in _SIZES:
        raise ValueError("second argument must be a valid type code")
    if not isinstance(mformat_code, int):
        raise TypeError(f"'{type(mformat_code).__name__}' object cannot be interpreted as an integer")
    if not 0 <= mformat_code <= 21:
        raise ValueError("third argument must be a valid machine format code.")
    if not isinstance(items, bytes):
        raise TypeError(f"fourth argument should be bytes, not {type(items).__name__}")
    if mformat_code >= 18:
        encoding = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")[mformat_code - 18]
        return arraytype(typecode, items.decode(encoding, "surrogatepass"))
    code, big = _FORMATS[mformat_code]
    size = _SIZES[code]
    if len(items) % size:
        raise ValueError("bytes length not a multiple of item size")
    source = object.__new__(array)
    source._code, source._data = code, bytearray(items)
    if big:
        source.byteswap()
    return arraytype(typecode, source.tolist())


ArrayType = array
array.__module__ = arrayiterator.__module__ = "array"


def _register():
    import _collections_abc
    _collections_abc.MutableSequence.register(array)


_register()
_seal("array", array, arrayiterator)
