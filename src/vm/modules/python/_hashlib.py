"""Hash objects over the digests of `_pylens`: they keep what they were fed, and compute when they are asked."""
from _pylens import digest as _digest, pbkdf2 as _pbkdf2
from _operator import _compare_digest as compare_digest

_SIZES = {"md5": (16, 64), "sha1": (20, 64), "sha224": (28, 64), "sha256": (32, 64), "sha384": (48, 128),
          "sha512": (64, 128), "sha3_224": (28, 144), "sha3_256": (32, 136), "sha3_384": (48, 104),
          "sha3_512": (64, 72), "shake_128": (0, 168), "shake_256": (0, 136)}
openssl_md_meth_names = frozenset(_SIZES) | {"blake2b", "blake2s"}


class UnsupportedDigestmodError(ValueError):
    pass


def _bytes(data):
    if isinstance(data, str):
        raise TypeError("Strings must be encoded before hashing")
    try:
        return memoryview(data).tobytes()
    except TypeError:
        raise TypeError("object supporting the buffer API required") from None


class HASH:
    __slots__ = ("name", "_data")

    def __new__(cls, *args, **kwargs):
        raise TypeError(f"cannot create '_hashlib.{cls.__name__}' instances")

    digest_size = property(lambda self: _SIZES[self.name][0])
    block_size = property(lambda self: _SIZES[self.name][1])

    def update(self, obj, /):
        self._data += _bytes(obj)

    def digest(self):
        return _digest(self.name, self._data, 0)

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        other = object.__new__(type(self))
        other.name, other._data = self.name, bytearray(self._data)
        return other

    def __repr__(self):
        return f"<{self.name} _hashlib.{type(self).__name__} object @ {id(self):#x}>"


class HASHXOF(HASH):
    __slots__ = ()

    def digest(self, /, length):
        if length < 0:
            raise ValueError("value must be positive")
        return _digest(self.name, self._data, length)

    def hexdigest(self, /, length):
        return self.digest(length).hex()


def _make(name, data):
    self = object.__new__(HASHXOF if name.startswith("shake") else HASH)
    self.name, self._data = name, bytearray(_bytes(data))
    return self


def _constructor(name):
    def constructor(string=b"", *, usedforsecurity=True):
        return _make(name, string)
    constructor.__name__ = constructor.__qualname__ = "openssl_" + name
    return constructor


for _name in _SIZES:
    globals()["openssl_" + _name] = _constructor(_name)
del _name


def new(name, string=b"", *, usedforsecurity=True):
    if not isinstance(name, str):
        raise TypeError(f"new() argument 'name' must be str, not {type(name).__name__}")
    known = name.lower().replace("-", "_")
    known = {"sha_1": "sha1", "sha_224": "sha224", "sha_256": "sha256", "sha_384": "sha384", "sha_512": "sha512",
             "shake128": "shake_128", "shake256": "shake_256"}.get(known, known)
    if known not in _SIZES:
        raise ValueError("unsupported hash type " + name)
    return _make(known, string)


def pbkdf2_hmac(hash_name, password, salt, iterations, dklen=None):
    if hash_name not in _SIZES or hash_name.startswith("shake"):
        raise UnsupportedDigestmodError("unsupported hash type " + hash_name)
    if iterations < 1:
        raise ValueError("iteration value must be greater than 0.")
    if dklen is None:
        dklen = _SIZES[hash_name][0]
    elif dklen > 0x7FFFFFFF:
        raise OverflowError("key length is too great.")
    elif dklen < 1:
        raise ValueError("key length must be greater than 0.")
    return _pbkdf2(hash_name, _bytes(password), _bytes(salt), iterations, dklen)


def get_fips_mode():
    return 0


def hmac_new(key, msg=b"", digestmod=None):
    raise UnsupportedDigestmodError("Unsupported digestmod")


def hmac_digest(key, msg, digest):
    raise UnsupportedDigestmodError("Unsupported digestmod")
