from _show import show

show("""
b"abc"[0], b"abc"[1:], b"abc"[-1], b"abc"[::-1], list(b"ab"), b"a" + b"b", b"ab" * 2, 2 * b"a", b"a" in b"abc", 97 in b"abc", b"" in b""
b"abc"[5]
b"abc"["a"]
256 in b"a"
"a" in b"a"
b"a" + "b"
"a" + b"b"
b"a" * 1.5
b"a" < "a"
b"a" == "a", b"a" == bytearray(b"a"), b"a" < b"b", bytearray(b"a") < b"b", b"a" != b"a"
b"hello".find(b"l"), b"hello".find(108), b"hello".rfind(b"l"), b"hello".index(b"l"), b"hello".count(b"l"), b"hello".count(108), b"aa".count(b"")
b"hello".index(b"z")
b"hello".find("l")
b"hello".find(300)
b"a,b,c".split(b","), b" a b ".split(), b"a,b,c".rsplit(b",", 1), b"a\\nb\\r\\nc".splitlines(), b"a\\nb".splitlines(True), b"a-b-c".partition(b"-"), b"a-b-c".rpartition(b"-"), b"a".partition(b"x")
b"a".split("x")
b"a".split(b"")
b",".join([b"a", bytearray(b"b")]), b"".join([b"x"])
b",".join(["a"])
b",".join([1])
b"  a ".strip(), b"xax".strip(b"x"), b"xax".lstrip(b"x"), b"xax".rstrip(b"x"), b"aBc".upper(), b"aBc".lower(), b"aBc".swapcase(), b"ab cd".title(), b"aBC".capitalize()
b"a".strip("a")
b"ab".center(6), b"ab".ljust(5, b"-"), b"ab".rjust(5, b"-"), b"-5".zfill(4), b"a\\tb".expandtabs(4)
b"a".center(5, "x")
b"a".center(5, b"xy")
b"abc".replace(b"b", b"X"), b"aaa".replace(b"a", b"b", 2), b"ab".replace(b"", b"-"), b"abc".translate(bytes.maketrans(b"ab", b"xy")), b"abc".translate(None, b"b"), b"abc".translate(None, delete=b"c")
b"a".replace("a", b"b")
b"a".translate(b"x")
bytes.maketrans(b"a", b"bc")
b"a1".isalnum(), b"ab".isalpha(), b"12".isdigit(), b" \\t".isspace(), b"AB".isupper(), b"ab".islower(), b"Ab Cd".istitle(), b"\\xff".isascii(), b"".isascii(), b"".isalpha()
b"abc".startswith(b"a"), b"abc".startswith((b"x", b"a")), b"abc".endswith(b"c", 1), b"abc".removeprefix(b"a"), b"abc".removesuffix(b"c")
b"a".startswith("a")
b"a".startswith(("a",))
b"\\x01\\xff".hex(), b"\\x01\\x02\\x03".hex(":"), b"\\x01\\x02\\x03".hex("-", 2), b"\\x01\\x02\\x03".hex(b"-", -2), bytes.fromhex("01 fF"), bytes.fromhex("")
bytes.fromhex("0")
bytes.fromhex("zz")
bytes.fromhex("01 0")
bytes.fromhex(b"01")
b"a".hex("ab")
b"a".hex("é")
b"a".hex(1)
bytes(3), bytes([1, 2]), bytes("é", "utf-8"), bytes(b"a"), bytes(bytearray(b"z")), bytes(), bytes(range(3)), bytes((65,)), bytes(memoryview(b"q"))
bytes("a")
bytes(-1)
bytes([256])
bytes([-1])
bytes(["a"])
bytes(1.5)
bytes(None)
bytes(1, "utf-8")
bytes(errors="strict")
bytes("a", "ascii", "strict", 1)
bytes(10 ** 30)
class B:
    def __bytes__(self): return b"B!"
bytes(B())
class C:
    def __bytes__(self): return "x"
bytes(C())
class I:
    def __index__(self): return 3
bytes(I()), bytes([I()])
repr(b"a'b"), repr(b'a"b'), repr(b"a'\\"b"), repr(b"\\x00\\t\\n\\r\\\\\\x7f\\xff"), str(b"x"), hash(b"abc") == hash("abc"), hash(b"")
x = b"ab"; x[0] = 1
""")
