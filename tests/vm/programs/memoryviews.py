from _show import show

show("""
m = memoryview(b"abcdef")
m[0], m[-1], bytes(m[1:3]), m[::2].tolist(), m.tobytes(), m.tolist(), len(m), m.readonly, m.nbytes, m.itemsize, m.format, m.ndim, m.shape, m.strides, m.suboffsets, m.contiguous, m.c_contiguous, m.f_contiguous, m.obj
m[10]
m["a"]
m[0] = 1
del m[0]
m == b"abcdef", m == memoryview(b"abcdef"), m != b"x", m == "abcdef", hash(m) == hash(b"abcdef"), m[::-1] == b"fedcba"
m < m
w = memoryview(bytearray(b"abcdef"))
w[0] = 65; w[1:3] = b"BC"; w.tobytes(), w.readonly, w.obj
w[0] = 256
w[0] = "a"
w[0] = b"a"
w[0:2] = b"abc"
w[0:2] = 5
hash(w)
w.toreadonly().readonly, w.hex(), w.hex(":"), bytes(w), bytearray(w), list(w)
c = w.cast("H"); c.tolist(), c.shape, c.itemsize, c.format, len(c), c.nbytes
c[0] = 1; w.tobytes()
c[0] = 70000
d = w.cast("B", [2, 3]); d.tolist(), d.shape, d.strides, d.ndim, d[1, 2], len(d)
d[0]
repr(d[0:1])[:7], d[0:1].tolist()
d[0, 5]
d[0, 0, 0]
d[1, 1] = 88; d.tolist()
list(d)
w.cast("i")
w.cast("z")
w.cast("H").cast("I")
w.cast("B", [5])
w.cast("B", [0])
w.cast("B", "x")
w.cast(1)
memoryview(b"\\x01\\x02\\x03\\x04").cast("b").tolist(), memoryview(b"\\xff\\xfe").cast("b").tolist(), memoryview(b"a\\0").cast("c").tolist(), memoryview(b"\\1\\0").cast("?").tolist(), memoryview(b"\\0\\0\\x80?").cast("f").tolist(), memoryview(b"\\0" * 7 + b"@").cast("d").tolist()
with memoryview(b"abc") as v:
    print(v[0])
v[0]
len(v)
repr(v)[:9], repr(m)[:9]
m.release(), m.release()
m.tobytes()
m == b"abcdef"
memoryview("a")
memoryview(1)
memoryview()
memoryview(b"a", 1)
memoryview(memoryview(b"xy"))[1]
memoryview(b"")[0:0].tolist(), memoryview(b"").nbytes
class Buf:
    def __buffer__(self, flags): return memoryview(b"own")
    def __release_buffer__(self, view): pass
bytes(Buf()), memoryview(Buf())[0], b"" + b"".join([b"x"]) , len(memoryview(Buf()))
it = iter(memoryview(b"ab")); next(it), next(it), type(it).__name__
next(it)
class V(memoryview): pass
match memoryview(b"ab"):
    case [x, y]: print(x, y)
""")
