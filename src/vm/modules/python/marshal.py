"""Code objects as bytes; other values as far as `repr` carries them."""
from _pylens import dumps as _dumps, loads as _loads

version = 4
_MARK = b"\0pylens"


def dumps(value, version=version, /, *, allow_code=True):
    if hasattr(value, "co_code"):
        return _dumps(value)
    if not _plain(value):
        raise ValueError("unmarshallable object")
    return _MARK + repr(value).encode("utf-8", "surrogatepass")


def _plain(value):
    if value is None or value is Ellipsis or type(value) in (int, float, complex, bool, str, bytes):
        return True
    if type(value) in (tuple, list, set, frozenset):
        return all(map(_plain, value))
    if type(value) is dict:
        return all(_plain(key) and _plain(item) for key, item in value.items())
    return False


def loads(data, /, *, allow_code=True):
    data = bytes(data)
    if data.startswith(_MARK):
        return eval(data[len(_MARK):].decode("utf-8", "surrogatepass"), {"inf": float("inf"), "nan": float("nan")})
    if not data:
        raise EOFError("EOF read where object expected")
    return _loads(data)


def dump(value, file, version=version, /, *, allow_code=True):
    return file.write(dumps(value, version))


def load(file, /, *, allow_code=True):
    return loads(file.read())
