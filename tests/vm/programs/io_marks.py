# Text streams write the mark of their encoding once; byte streams fill buffers of any format.
import array
import io
import pickle

for encoding in "utf-8-sig", "utf-16", "utf-32":
    raw = io.BytesIO()
    text = io.TextIOWrapper(raw, encoding)
    for piece in "a", "é", "b":
        text.write(piece)
        text.flush()
    print(encoding, raw.getvalue(), raw.getvalue().decode(encoding))
    text.seek(0)
    text.write("c")
    text.flush()
    print(raw.getvalue())
    raw = io.BytesIO("x".encode(encoding))
    raw.seek(0, 2)
    text = io.TextIOWrapper(raw, encoding)
    text.write("y")
    text.flush()
    print(raw.getvalue().decode(encoding))

numbers = array.array("i", [0, 0])
reader = io.BufferedReader(io.BytesIO(b"\1\0\0\0\2\0\0\0rest"))
print(reader.readinto(numbers), numbers, reader.read())


class Raw(io.RawIOBase):
    def readable(self):
        return True

    def readinto(self, buffer):
        buffer[:2] = b"ab"
        return 2


raw = Raw()
print(raw.read(2), io.BufferedReader(raw).read(3), io.TextIOWrapper(raw)._CHUNK_SIZE)
for stream in io.BufferedReader(io.BytesIO()), io.BufferedWriter(io.BytesIO()), io.TextIOWrapper(io.BytesIO()):
    try:
        pickle.dumps(stream)
    except TypeError as error:
        print(error)
stream = io.BufferedReader(io.BytesIO(b"abc"))
stream.close()
for name in "read", "read1", "peek", "readline":
    try:
        getattr(stream, name)()
    except ValueError as error:
        print(name, error)
random = io.BufferedRandom(io.BytesIO(b"abcdef"))
print(random.read(2), random.write(b"XY"), random.read1(1), random.peek(1)[:1], random.raw.getvalue())
