# Encodings in which a character is one byte or several.
import codecs
import io
import zlib

NAMES = "gb2312", "gbk", "gb18030", "big5", "cp950", "euc_kr", "cp949", "shift_jis", "cp932", "euc_jp", "iso2022_jp"

for name in NAMES:
    for text in "中文 abc", "日本語\n", "한국어", "¥‾€", "\ue000", "ｱ", "뢔", "龥\U0001f600":
        try:
            data = text.encode(name)
            print(name, data, data.decode(name) == text)
        except UnicodeEncodeError as error:
            print(name, error, text.encode(name, "replace"), text.encode(name, "xmlcharrefreplace"))
    # A piece of every part of the table, and what means nothing.
    data = bytes(byte for pair in range(0x8020, 0x10000, 97) for byte in divmod(pair, 256))
    decoded = data.decode(name, "replace")
    print(name, len(decoded), zlib.crc32(decoded.encode("utf-8", "surrogatepass")))
    written = "".join(map(chr, range(0xA0, 0xD800, 101))).encode(name, "ignore")
    print(name, len(written), zlib.crc32(written))
    for data in b"\x80", b"\xff\xff", b"\xb0", b"a\xa4\xd4b", b"\x81\x30\x81", b"\x8f\xa1", b"\x1b$B0", b"\x1b[":
        for errors in "strict", "ignore", "backslashreplace":
            try:
                print(name, data, errors, ascii(data.decode(name, errors)))
            except UnicodeDecodeError as error:
                print(name, data, error)

decoder = codecs.getincrementaldecoder("gbk")()
print([decoder.decode(bytes((byte,))) for byte in "中文x".encode("gbk")], decoder.getstate())
print(decoder.decode(b"\xd6"), decoder.getstate())
try:
    decoder.decode(b"", True)
except UnicodeDecodeError as error:
    print(error)
file = io.TextIOWrapper(io.BytesIO("日本\n語\n".encode("shift_jis")), encoding="shift_jis")
print(file.readline(), file.tell(), file.readline())
encoder = codecs.getincrementalencoder("iso2022_jp")()
print(encoder.encode("a日"), encoder.encode("本"), encoder.encode("b"), encoder.encode("語", True))
reader = codecs.getreader("euc_kr")(io.BytesIO("한국어\n글".encode("euc_kr")))
print(repr(reader.readline()), repr(reader.read()))
writer = codecs.getwriter("big5")(out := io.BytesIO())
writer.writelines(["中", "文"])
print(out.getvalue())
codecs.register_error("stars", lambda error: ("**", error.end))
print("a\u0e01b".encode("gbk", "stars"), b"a\xffb".decode("gbk", "stars"))
