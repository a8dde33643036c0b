# Streams of text read a chunk of bytes at a time, and say where they are by the state of the decoder.
import io


class Slow(io.RawIOBase):
    """Gives few bytes at a time and tells of each question."""

    def __init__(self, data, step):
        self.data, self.step, self.asked = io.BytesIO(data), step, []

    def readable(self):
        return True

    def readinto(self, buffer):
        self.asked.append(len(buffer))
        data = self.data.read(min(self.step, len(buffer)))
        buffer[:len(data)] = data
        return len(data)


raw = Slow("eins\nzwei é\ndrei".encode(), 4)
text = io.TextIOWrapper(io.BufferedReader(raw, 8), encoding="utf-8")
print(repr(text.readline()), raw.asked)
print(repr(text.read(4)), raw.asked)
print(text.readlines(), raw.asked)

# What is wrong is complained of when it is come to.
text = io.TextIOWrapper(io.BytesIO(b"good\n" * 2000 + b"bad \xff\n"), encoding="utf-8")
count = 0
try:
    for line in text:
        count += 1
except UnicodeDecodeError as error:
    print(count, error)

for encoding in "utf-8", "utf-16", "utf-8-sig", "latin-1", "utf-7":
    data = "aé\nbü+\nc".encode(encoding)
    for newline in None, "", "\r\n":
        text = io.TextIOWrapper(io.BytesIO(data), encoding=encoding, newline=newline)
        places = []
        while True:
            places.append(text.tell())
            if not text.read(1):
                break
        rest = []
        for place in places:
            text.seek(place)
            rest.append(text.read())
        print(encoding, repr(newline), [f"{place:x}" for place in places], rest[::4])

text = io.TextIOWrapper(io.BytesIO(b"a\nb\nc\n"), encoding="ascii")
next(text)
try:
    text.tell()
except OSError as error:
    print(error)
print(list(text), text.tell())

# The ends of lines.
for newline in None, "", "\n", "\r", "\r\n":
    text = io.TextIOWrapper(Slow(b"a\rb\r\nc\nd\r", 3), encoding="ascii", newline=newline)
    text._CHUNK_SIZE = 3
    print(repr(newline), text.readlines(), repr(text.newlines))
    out = io.BytesIO()
    text = io.TextIOWrapper(out, encoding="ascii", newline=newline, write_through=True)
    text.write("x\ny\r\n")
    print(out.getvalue())

# Changing one's mind.
out = io.BytesIO()
text = io.TextIOWrapper(out, encoding="utf-8-sig", newline="\n")
text.write("é\n")
text.reconfigure(encoding="latin-1", newline="\r\n")
text.write("é\n")
text.reconfigure(errors="replace", line_buffering=True)
text.write("\u20ac\n")
print(out.getvalue(), text.encoding, text.errors, text.line_buffering, text.write_through)
text = io.TextIOWrapper(io.BytesIO(b"ab"), encoding="ascii")
text.read(1)
for change in {"encoding": "utf-8"}, {"newline": None}, {"line_buffering": True}, {"errors": 1}, {"newline": "x"}:
    try:
        text.reconfigure(**change)
        print("changed", change)
    except (io.UnsupportedOperation, TypeError, ValueError) as error:
        print(type(error).__name__, error)
for name in "encoding", "errors", "buffer", "line_buffering", "newlines", "closed":
    try:
        setattr(text, name, None)
        print("set", name)
    except AttributeError:
        print("not set", name)
text.detach()
for use in text.read, text.tell, text.flush, lambda: text.closed, lambda: text.errors:
    try:
        print(use())
    except ValueError as error:
        print(error)

# Bytes ahead.
raw = Slow(b"0123456789" * 3, 7)
reader = io.BufferedReader(raw, 10)
print(reader.read(3), reader.peek(1), reader.read1(2), reader.read1(9), reader.read(8), raw.asked)
part = bytearray(12)
print(reader.readinto(part), part, raw.asked)


class Odd(io.RawIOBase):
    def __init__(self, answer):
        self.answer = answer

    def readable(self):
        return True

    writable = seekable = readable

    def readinto(self, buffer):
        return self.answer

    write = seek = lambda self, *args: self.answer

    def tell(self):
        return 0


for answer in -1, 100, "x":
    for use in lambda: io.BufferedReader(Odd(answer), 8).read(4), lambda: io.BufferedWriter(Odd(answer), 8).write(b"x" * 9):
        try:
            print(answer, use())
        except Exception as error:
            print(answer, type(error).__name__, error)

pair = io.BufferedRWPair(io.BytesIO(b"in"), out := io.BytesIO())
print(pair.read(), pair.write(b"out"), pair.flush(), out.getvalue(), pair.readable(), pair.isatty())
