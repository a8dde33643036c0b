"""BLAKE2 over `_pylens`."""
from _pylens import blake2 as _blake2
from _hashlib import _bytes


def _make(name, block, most, key_most, salt_most, person_most, offset_bits):
    class blake2:
        __slots__ = ("_data", "_parameters")
        MAX_DIGEST_SIZE, MAX_KEY_SIZE, SALT_SIZE, PERSON_SIZE = most, key_most, salt_most, person_most

        def __new__(cls, data=b"", /, *, digest_size=most, key=b"", salt=b"", person=b"", fanout=1, depth=1,
                    leaf_size=0, node_offset=0, node_depth=0, inner_size=0, last_node=False, usedforsecurity=True):
            key, salt, person = _bytes(key), _bytes(salt), _bytes(person)
            if not 1 <= digest_size <= most:
                raise ValueError(f"digest_size for {_long(name)} must be between 1 and {most} bytes, here it is {digest_size}")
            if len(salt) > salt_most:
                raise ValueError(f"maximum salt length is {salt_most} bytes")
            if len(person) > person_most:
                raise ValueError(f"maximum person length is {person_most} bytes")
            if not 0 <= fanout <= 255:
                raise ValueError("fanout must be between 0 and 255")
            if not 1 <= depth <= 255:
                raise ValueError("depth must be between 1 and 255")
            if leaf_size > 0xFFFFFFFF:
                raise OverflowError("leaf_size is too large")
            if leaf_size < 0:
                raise ValueError("value must be positive")
            if node_offset < 0:
                raise ValueError("value must be positive")
            if node_offset >> offset_bits:
                raise OverflowError("node_offset is too large")
            if not 0 <= node_depth <= 255:
                raise ValueError("node_depth must be between 0 and 255")
            if not 0 <= inner_size <= most:
                raise ValueError(f"inner_size must be between 0 and is {most}")
            if len(key) > key_most:
                raise ValueError(f"maximum key length is {key_most} bytes")
            self = object.__new__(cls)
            self._parameters = (digest_size, fanout, depth, leaf_size, node_offset, node_depth, inner_size,
                                int(bool(last_node))), key, salt, person
            self._data = bytearray(_bytes(data))
            return self

        name = property(lambda self: name)
        block_size = property(lambda self: block)
        digest_size = property(lambda self: self._parameters[0][0])

        def update(self, data, /):
            self._data += _bytes(data)

        def digest(self):
            return _blake2(name, self._data, *self._parameters)

        def hexdigest(self):
            return self.digest().hex()

        def copy(self):
            other = object.__new__(type(self))
            other._data, other._parameters = bytearray(self._data), self._parameters
            return other

    blake2.__name__ = blake2.__qualname__ = name
    return blake2


def _long(name):
    return "Blake2b" if name == "blake2b" else "Blake2s"


blake2b = _make("blake2b", 128, 64, 64, 16, 16, 64)
blake2s = _make("blake2s", 64, 32, 32, 8, 8, 48)
