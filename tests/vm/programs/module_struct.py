# What `struct` packs, unpacks and complains of.
import struct
for pre in '@<':
    for c in 'bBhHiIlLqQnNP':
        for v in (1 << 70, -(1 << 70), -1, 1 << 63):
            if c in 'nNP' and pre == '<':
                continue
            try:
                struct.pack(pre + c, v)
                print(pre + c, v, 'ok')
            except Exception as e:
                print(pre + c, hex(v), type(e).__name__, e)
    for v in ('x', 1.5, None):
        try:
            struct.pack(pre + 'i', v)
        except Exception as e:
            print(pre, repr(v), type(e).__name__, e)
    try:
        struct.pack(pre + 'P', 'x')
    except Exception as e:
        print(pre, type(e).__name__, e)
    for c in 'efd':
        for v in ('x', 1e+300, 10 ** 400, None, 65520.0):
            try:
                struct.pack(pre + c, v)
            except Exception as e:
                print(pre + c, repr(v)[:10], type(e).__name__, e)

def show(f, *a, **k):
    try:
        print(f(*a, **k))
    except Exception as e:
        print(type(e).__name__, e)
for f in ['5', 'i5', 'z', '3 i', '\x00', '9999999999999999999i', '9223372036854775807i', '9223372036854775807s1s']:
    show(struct.calcsize, f)
show(struct.calcsize, b'i')
show(struct.calcsize, 5)
show(struct.calcsize, 'é')
show(struct.calcsize)
show(struct.pack)
show(struct.pack, 'i')
show(struct.pack, 'c', 'a')
show(struct.pack, 'c', b'ab')
show(struct.pack, 's', 'a')
show(struct.pack, 'p', 3)
show(struct.unpack, 'i', 'abcd')
show(struct.unpack, 'i', b'abc')
show(struct.unpack, 'i', 5)
show(struct.unpack_from, 'i', b'abc')
show(struct.unpack_from, 'i', b'abcdef', 3)
show(struct.unpack_from, 'i', b'abcdef', -3)
show(struct.unpack_from, 'i', b'abcdef', -30)
show(struct.pack_into, 'i', bytearray(3), 0, 5)
show(struct.pack_into, 'i', bytearray(6), -3, 5)
show(struct.pack_into, 'i', bytearray(6), -30, 5)
show(struct.pack_into, 'i', b'abcdef', 0, 5)
show(struct.pack_into, 'i')
show(struct.pack_into, 'i', bytearray(9))
show(struct.pack_into, 'i', bytearray(9), 0)
show(struct.pack_into, 'i', bytearray(9), 'a', 3)
show(struct.pack_into, 'i', bytearray(9), 1 << 70, 3)
show(struct.pack_into)
show(struct.iter_unpack, '', b'')
show(struct.iter_unpack, 'i', b'abc')
it = struct.iter_unpack('i', b'abcdabcd')
print(type(it), it.__length_hint__(), next(it), list(it))
S = struct.Struct
show(S)
show(S, 5)
show(S, 'i', 'j')
s = S('<ih')
print(s, s.format, s.size, S, s.pack(1, 2), type(s).__mro__, s.__class__.__module__)
show(S.pack, s)
show(s.pack, 1)
show(s.unpack_from, buffer=b'abcdefgh', offset=1)
show(lambda: S.__new__(S).format)
show(lambda: S.__new__(S).size)
show(S.__new__)
show(lambda: setattr(s, 'format', 1))
show(lambda: setattr(s, 'foo', 1))
show(s.pack_into)
show(s.pack_into, bytearray(3))
show(S.__init__, s, 'q')
print(s.format)
show(s.pack_into, 5, 0, 1, 2)
print(struct.error.__mro__, struct.error, struct.error.__module__)
show(struct.pack, '?', [])
show(struct.pack, '0s', 'x')
show(struct.pack, '0s')
show(struct.pack, '0s', b'')
show(struct.unpack, '0s', b'')
show(struct.pack, '3p', b'abcdef')
show(struct.unpack, '0p', b'')
show(struct.pack, 'xx')
show(struct.pack, 'P', -1)
show(struct.pack, ' i ', 1)
show(struct.pack, 'i€', 1)
show(struct.unpack_from, 'i')
show(struct.unpack_from, 'i', b'abcd', 'a')
show(struct.unpack, 'i')
show(struct.iter_unpack, 'i', 5)
