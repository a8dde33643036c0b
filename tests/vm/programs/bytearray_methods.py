from _show import show

show("""
a = bytearray(b"abc")
a.append(100); a
a.extend(b"ef"); a.extend([103]); a
a.insert(0, 33); a.insert(-1, 42); a
a.pop(), a.pop(0), a
a.remove(42); a
a.reverse(); a
a[0] = 65; a[1:3] = b"XYZ"; a[-1:] = [1, 2]; a
del a[0]; del a[1:3]; a
a[::2] = b"__"; a
a += b"!"; a *= 2; a
a.copy() == a, a.copy() is a, len(a), a[0], a[:2]
a.clear(); a
a.pop()
bytearray(b"a").pop(5)
bytearray(b"a").remove(5)
bytearray(b"a").remove(500)
a.append(256)
a.append("a")
a.append(-1)
a.extend("abc")
a.extend(5)
a.extend([1, 256])
a.insert("a", 1)
a[0]
a[5] = 1
a["x"] = 1
b = bytearray(b"abcd")
b[0] = 256
b[0] = "a"
b[0:2] = 5
b[0:2] = "ab"
b[::2] = b"abc"
del b["a"]
del b[10]
b[1:1] = b"__"; b
b[::-1], b[5:0:-2], b * 2, b + b"z", b"z" + b, type(b"z" + b), type(b + b"z")
b + "a"
b += "a"
b == b"a__bcd", b < b"b", hash
hash(b)
bytearray("é", "utf-8"), bytearray(3), bytearray([1]), bytearray(b"x"), bytearray()
bytearray("a")
bytearray([300])
bytearray(-1)
bytearray(None)
m = memoryview(b)
b.append(1)
b.extend(b"xx")
b.pop()
b.clear()
b[0] = 90; m[0], bytes(m[:2])
b[1:3] = b"zz"; bytes(m)
b[1:3] = b"z"
m.release(); b.append(1); b
b.decode("ascii", "replace"), b.upper(), b.find(b"z"), b.split(b"z"), b.join([b"1", b"2"]), b.hex(), repr(b)
class B(bytearray): pass
B(b"x"), B(b"x") + b"y", type(B(b"x").upper()), B(b"x").copy()
bytearray.fromhex("aabb"), bytearray(b"a").__alloc__(), bytearray().__alloc__()
iter(b).__next__(), list(iter(bytearray(b"ab"))), 97 in bytearray(b"a"), bytearray(b"a,b").partition(b",")
bytearray(b"abc").translate(None, b"b"), bytearray(b"%d") % 3, bytearray(b"abc").__reduce__()
""")
