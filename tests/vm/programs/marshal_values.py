"""marshal writes values in the format of .pyc files, and reads them."""
import io
import marshal


def show(value, *version):
    print(marshal.dumps(value, *version).hex(" "))


def attempt(function, *args, **kwargs):
    try:
        print(function(*args, **kwargs))
    except Exception as error:
        print(type(error).__name__, error)


# An object with one holder is not in the table of references.
show((1, 2))
show([1, 2])
show([int("300"), float("2.5"), tuple([1])])
text = "foo bar"
show([text, text, "foo" + str(1)])
show({"a": 1, "b": [2.5, 3j, None, True, ...]})
show({3, 1, 2})
show(frozenset({"a", "b"}))
for value in ("ab", "a b", "é", "日本語", b"abc", bytearray(b"abc"), memoryview(b"abc"), StopIteration):
    show(value)
for number in (2**70, -2**31, 2**31, -2**45):
    show(number)
for version in range(5):
    show((1.5, "ab", 2j, [1, "ab"]), version)
# A constant in a tuple and the same constant elsewhere are one object.
show([300, 300, 1000.5, ()])

# Values that hold themselves.
loop = [1]
loop.append(loop)
show(loop)
print(marshal.loads(marshal.dumps(loop)))
again = marshal.loads(marshal.dumps([text, text]))
print(again, again[0] is again[1])
print(marshal.loads(marshal.dumps("a\udc80b")) == "a\udc80b")
print(marshal.loads(b"f\x032.5"), marshal.loads(b"[\x02\0\0\0\xe9\x01\0\0\0r\0\0\0\0"), marshal.loads(b"Nxx"))


def function(a, b=1):
    return [a + b for a in range(3)]


code, same, name = marshal.loads(marshal.dumps([function.__code__, function.__code__, "f"]))
print(code == function.__code__, code is same, name, type(function)(code, globals())(1, 2))
attempt(marshal.dumps, [code], allow_code=False)
attempt(marshal.loads, marshal.dumps([code]), allow_code=False)


class Number(int):
    pass


for bad in (object(), [object()], int, Number(3)):
    attempt(marshal.dumps, bad)
deep = []
for _ in range(2100):
    deep = [deep]
attempt(marshal.dumps, deep)
for data in (b"", b"0", b"[\x01", b"i\1", b"?", b"r\0\0\0\0", b"(\1\0\0\x000"):
    attempt(marshal.loads, data)

file = io.BytesIO()
marshal.dump([1], file)
marshal.dump("x", file)
file.write(b"rest")
file.seek(0)
print(marshal.load(file), marshal.load(file), file.read())
attempt(marshal.load, io.StringIO("xx"))
attempt(marshal.load, io.BytesIO())
attempt(marshal.load, 1)
attempt(marshal.dumps)
attempt(marshal.dumps, 1, 2, 3)
attempt(marshal.dumps, 1, "x")
attempt(marshal.dumps, 1, x=1)
attempt(marshal.loads)
attempt(marshal.loads, "x")
attempt(marshal.loads, b"N", 1)
attempt(marshal.dump, 1)
print(marshal.version, marshal.dumps, sorted(name for name in dir(marshal) if name[0] != "_"))
