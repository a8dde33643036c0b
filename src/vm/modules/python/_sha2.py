"""SHA-2 in Python."""


def _primes(count):
    found, n = [], 2
    while len(found) < count:
        if all(n % p for p in found if p * p <= n):
            found.append(n)
        n += 1
    return found


def _root(n, power, bits):
    """The first bits of the fraction of a root."""
    low, high, goal = 0, 1 << bits + 5, n << power * bits
    while low + 1 < high:
        middle = (low + high) // 2
        if middle ** power <= goal:
            low = middle
        else:
            high = middle
    return low & (1 << bits) - 1


class _Hash:
    def __init__(self, name, word, rounds, size, start, rotations):
        self.name, self.digest_size, self.block_size = name, size, word * 2
        self._word, self._rounds, self._rotations = word, rounds, rotations
        self._state, self._rest, self._length = list(start), b"", 0
        self._constants = [_root(p, 3, word) for p in _primes(rounds)]

    def update(self, data, /):
        if isinstance(data, str):
            raise TypeError("Strings must be encoded before hashing")
        data = bytes(data)
        self._length += len(data)
        data = self._rest + data
        block = self.block_size
        for at in range(0, len(data) - block + 1, block):
            self._state = self._block(self._state, data[at:at + block])
        self._rest = data[len(data) // block * block:]

    def _block(self, state, data):
        word, mask = self._word, (1 << self._word) - 1
        step = word // 8
        (a0, a1, a2), (b0, b1, b2), (c0, c1, c2), (d0, d1, d2) = self._rotations

        def turn(x, n):
            return (x >> n | x << word - n) & mask
        w = [int.from_bytes(data[at:at + step], "big") for at in range(0, len(data), step)]
        for t in range(16, self._rounds):
            x, y = w[t - 15], w[t - 2]
            w.append((w[t - 16] + (turn(x, c0) ^ turn(x, c1) ^ x >> c2) + w[t - 7]
                      + (turn(y, d0) ^ turn(y, d1) ^ y >> d2)) & mask)
        a, b, c, d, e, f, g, h = state
        for k, x in zip(self._constants, w):
            t1 = h + (turn(e, b0) ^ turn(e, b1) ^ turn(e, b2)) + (e & f ^ ~e & g) + k + x
            t2 = (turn(a, a0) ^ turn(a, a1) ^ turn(a, a2)) + (a & b ^ a & c ^ b & c)
            a, b, c, d, e, f, g, h = (t1 + t2) & mask, a, b, c, (d + t1) & mask, e, f, g
        return [(x + y) & mask for x, y in zip(state, (a, b, c, d, e, f, g, h))]

    def digest(self):
        word, block = self._word, self.block_size
        tail = self._rest + b"\x80"
        tail += bytes((-len(tail) - word // 4) % block) + (self._length * 8).to_bytes(word // 4, "big")
        state = self._state
        for at in range(0, len(tail), block):
            state = self._block(state, tail[at:at + block])
        return b"".join(x.to_bytes(word // 8, "big") for x in state)[:self.digest_size]

    def hexdigest(self):
        return self.digest().hex()

    def copy(self):
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        return made

    def __repr__(self):
        return f"<{self.name} _hashlib.HASH object @ {id(self):#x}>"


_SMALL = ((2, 13, 22), (6, 11, 25), (7, 18, 3), (17, 19, 10))
_LARGE = ((28, 34, 39), (14, 18, 41), (1, 8, 7), (19, 61, 6))


def _make(name, word, rounds, size, rotations, first, bits):
    def new(data=b"", *, usedforsecurity=True, string=b""):
        primes = _primes(16)[first:first + 8]
        start = [_root(p, 2, bits) & (1 << word) - 1 for p in primes]
        made = _Hash(name, word, rounds, size, start, rotations)
        made.update(data or string)
        return made
    new.__name__ = name
    return new


sha256 = _make("sha256", 32, 64, 32, _SMALL, 0, 32)
sha224 = _make("sha224", 32, 64, 28, _SMALL, 8, 64)
sha512 = _make("sha512", 64, 80, 64, _LARGE, 0, 64)
sha384 = _make("sha384", 64, 80, 48, _LARGE, 8, 64)
