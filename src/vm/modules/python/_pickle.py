"""`_pickle`: what pickle.py has in Python, with the names and the complaints of CPython's C."""
import sys as _sys
from _frozen_importlib import _find_spec
from struct import error as _struct_error

__name__ = "_pickle"


class PickleBuffer:
    """Stands for a buffer that may be pickled beside the stream."""
    __slots__ = ("_view", "__weakref__")

    def __new__(cls, object, /):
        self = super().__new__(cls)
        self._view = memoryview(object)
        return self

    def raw(self):
        if self._view is None:
            raise ValueError("operation forbidden on released PickleBuffer object")
        if not self._view.contiguous:
            raise BufferError("cannot extract raw buffer from non-contiguous buffer")
        return self._view.cast("B") if self._view.nbytes else memoryview(b"")

    def release(self):
        self._view = None

    def __buffer__(self, flags, /):
        if self._view is None:
            raise ValueError("operation forbidden on released PickleBuffer object")
        return self._view


# The classes of pickle.py in a module of their own: the one that programs import takes its classes from here.
_pure = type(_sys)("pickle")
exec(_find_spec("pickle", None).loader.get_code("pickle"), _pure.__dict__)
PickleError, PicklingError, UnpicklingError = _pure.PickleError, _pure.PicklingError, _pure.UnpicklingError
for _class in PickleError, PicklingError, UnpicklingError:
    _class.__module__ = "_pickle"
_save_global, _write_frame = _pure._Pickler.save_global, _pure._Unpickler.load_frame
_REDUCED = ("__reduce__ must return a string or tuple", "first item of the tuple returned by __reduce__ must be callable",
            "tuple returned by __reduce__ must contain 2 through 6 elements")


def _walk(module, names):
    for name in names:
        module = getattr(module, name)
    return module


def _module_of(obj, names):
    module = getattr(obj, "__module__", None)
    if module is not None:
        return module
    for name, module in _sys.modules.copy().items():
        if name not in ("__main__", "__mp_main__") and module is not None:
            try:
                if _walk(module, names) is obj:
                    return name
            except AttributeError:
                pass
    return "__main__"


def _save_by_name(self, obj, name=None):
    if name is None:
        name = getattr(obj, "__qualname__", None) or obj.__name__
    names = name.split(".")
    if "<locals>" in names:
        raise AttributeError(f"Can't get local object {name!r}")
    module = _module_of(obj, names)
    try:
        __import__(module)
        found = _sys.modules[module]
    except (ImportError, KeyError):
        raise PicklingError(f"Can't pickle {obj!r}: import of module {module!r} failed") from None
    try:
        found = _walk(found, names)
    except AttributeError:
        raise PicklingError(f"Can't pickle {obj!r}: attribute lookup {name} on {module} failed") from None
    if found is not obj:
        raise PicklingError(f"Can't pickle {obj!r}: it's not the same object as {module}.{name}")
    _save_global(self, obj, name)


def _load_frame(self):
    size = int.from_bytes(self.read(8), "little")
    if size > _sys.maxsize:
        raise ValueError(f"frame size > sys.maxsize: {size}")
    self._unframer.load_frame(size)
    if self._unframer.current_frame.getbuffer().nbytes < size:
        raise UnpicklingError("pickle data was truncated")


_pure._Pickler.save_global = _save_by_name
_pure._Pickler.dispatch = {kind: _save_by_name if save is _save_global else save
                           for kind, save in _pure._Pickler.dispatch.items()}
_pure._Unpickler.load_frame = _load_frame
_pure._Unpickler.dispatch = {key: _load_frame if load is _write_frame else load
                             for key, load in _pure._Unpickler.dispatch.items()}


class Pickler(_pure._Pickler):
    """Writes objects to a binary file."""

    def __init__(self, file, protocol=None, fix_imports=True, buffer_callback=None):
        _pure._Pickler.__init__(self, file, protocol, fix_imports=fix_imports, buffer_callback=buffer_callback)

    def dump(self, obj, /):
        try:
            return _pure._Pickler.dump(self, obj)
        except BaseException as error:
            notes = getattr(error, "__notes__", None)
            if notes:
                notes = [note for note in notes if not str(note).startswith("when serializing ")]
                if notes:
                    error.__notes__ = notes
                else:
                    del error.__notes__
            if type(error) is PicklingError and error.args:
                for words in _REDUCED:
                    if str(error.args[0]).startswith(words):
                        error.args = (words,)
            raise


class Unpickler(_pure._Unpickler):
    """Reads objects from a binary file."""

    def __init__(self, file, fix_imports=True, encoding="ASCII", errors="strict", buffers=None):
        if not hasattr(file, "read") or not hasattr(file, "readline"):
            raise TypeError("file must have 'read' and 'readline' attributes")
        _pure._Unpickler.__init__(self, file, fix_imports=fix_imports, encoding=encoding, errors=errors, buffers=buffers)

    def load(self):
        try:
            return _pure._Unpickler.load(self)
        except EOFError:
            raise EOFError("Ran out of input") from None
        except AssertionError as error:
            if error.__traceback__ is not None:
                raise
            raise TypeError("a bytes-like object is required, not 'str'") from None
        except KeyError as error:
            # What has a traceback comes from a function of the program.
            if error.__traceback__ is not None or type(error.args[0]) is not int:
                raise
            key = error.args[0]
            shown = chr(key) if 32 <= key <= 126 and key not in b"'\\" else f"\\x{key:02x}"
            raise UnpicklingError(f"invalid load key, '{shown}'.") from None
        except (IndexError, _struct_error) as error:
            if error.__traceback__ is not None:
                raise
            empty = error.args == ("pop from empty list",)
            raise UnpicklingError("unpickling stack underflow" if empty else "pickle data was truncated") from None

    def find_class(self, module_name, global_name, /):
        try:
            return _pure._Unpickler.find_class(self, module_name, global_name)
        except AttributeError:
            module = _sys.modules.get(module_name)
            raise AttributeError(f"Can't get attribute {global_name!r} on {module!r}") from None


def dump(obj, file, protocol=None, *, fix_imports=True, buffer_callback=None):
    Pickler(file, protocol, fix_imports, buffer_callback).dump(obj)


def dumps(obj, protocol=None, *, fix_imports=True, buffer_callback=None):
    file = _pure.io.BytesIO()
    Pickler(file, protocol, fix_imports, buffer_callback).dump(obj)
    return file.getvalue()


def load(file, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=()):
    return Unpickler(file, fix_imports, encoding, errors, buffers or None).load()


def loads(data, /, *, fix_imports=True, encoding="ASCII", errors="strict", buffers=()):
    return Unpickler(_pure.io.BytesIO(data), fix_imports, encoding, errors, buffers or None).load()
