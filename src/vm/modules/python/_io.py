"""Files, and what looks like files; their parts are in `_pylens_streams`, `_pylens_buffers` and `_pylens_text`."""
import posix
from _pylens import adopt as _adopt
from _pylens_buffers import BufferedRandom, BufferedReader, BufferedRWPair, BufferedWriter
from _pylens_streams import (DEFAULT_BUFFER_SIZE, BytesIO, FileIO, UnsupportedOperation, _BufferedIOBase, _IOBase, _RawIOBase,
                             _TextIOBase)
from _pylens_text import IncrementalNewlineDecoder, StringIO, TextIOWrapper

BlockingIOError = BlockingIOError

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
