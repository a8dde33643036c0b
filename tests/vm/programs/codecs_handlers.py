# Error handlers of encodings: registered ones, the builtin ones by hand, and what is wrong with their answers.
import codecs


def marks(error):
    if isinstance(error, UnicodeEncodeError):
        return f"<{error.object[error.start:error.end]!a}>", error.end
    return f"[{error.object[error.start:error.end].hex()}]", error.end


codecs.register_error("marks", marks)
print("aé\ud800b€".encode("ascii", "marks"), "aé€".encode("latin-1", "marks"), "a\ud800".encode("utf-8", "marks"))
print(b"a\xffb\xe2\x82".decode("utf-8", "marks"), b"a\xff".decode("ascii", "marks"), b"a\x81".decode("cp1252", "marks"))
print("a€é".encode("cp437", "marks"), "a€é".encode("cp437", "replace"), "a€é".encode("cp437", "xmlcharrefreplace"))
print("ab\ud800".encode("utf-16-le", "marks"), b"\x00\xd8a".decode("utf-16-le", "marks"))

codecs.register_error("bytes", lambda error: (b"\x80", error.end))
print("aé".encode("ascii", "bytes"), "a€".encode("cp437", "bytes"))


def restarts(error):
    # Puts other bytes in their place and reads those.
    error.object = b"again"
    return "!", 0


codecs.register_error("restarts", restarts)
print(b"ab\xffcd".decode("ascii", "restarts"), b"ab\xff".decode("utf-8", "restarts"), b"\x81".decode("cp1252", "restarts"))

for answer in (1, ("x",), ("x", "y"), ("x", 100), ("x", -100), (b"x", 2), (["x"], 2), ("é", 2)):
    codecs.register_error("odd", lambda error: answer)
    for operation in lambda: "aé".encode("ascii", "odd"), lambda: b"a\xff".decode("ascii", "odd"):
        try:
            print(operation())
        except Exception as error:
            print(type(error).__name__, error)

encoding = UnicodeEncodeError("ascii", "aé\udc80€", 1, 4, "why")
decoding = UnicodeDecodeError("ascii", b"a\xff\x80b", 1, 4, "why")
translating = UnicodeTranslateError("aé€", 1, 3, "why")
for name in ("strict", "ignore", "replace", "backslashreplace", "xmlcharrefreplace", "namereplace", "surrogateescape",
             "surrogatepass"):
    handler = codecs.lookup_error(name)
    for error in encoding, decoding, translating, ValueError("x"):
        try:
            print(name, ascii(handler(error)))
        except Exception as raised:
            print(name, type(raised).__name__, ascii(str(raised)))

for wrong in lambda: codecs.lookup_error("nobody"), lambda: "é".encode("ascii", "nobody"), lambda: codecs.lookup("nobody"), \
        lambda: codecs.register_error("x", 1), lambda: codecs.register(1), lambda: "a".encode("rot13"):
    try:
        wrong()
    except Exception as error:
        print(type(error).__name__, error)


# A search function may answer with any tuple of four.
def search(name):
    if name == "by_tuple":
        return lambda text, errors="strict": (text.encode(), len(text)), lambda data, errors="strict": ("text", len(data)), None, None
    if name == "failing":
        return codecs.CodecInfo(lambda text, errors=None: 1 / 0, lambda data, errors=None: 5, name=name)
    return None


codecs.register(search)
print("é".encode("by-tuple"), b"x".decode("By Tuple"), codecs.encode("é", "by_tuple"))
for operation in lambda: "a".encode("failing"), lambda: b"a".decode("failing"), lambda: codecs.encode("a", "failing"):
    try:
        operation()
    except Exception as error:
        print(type(error).__name__, error, getattr(error, "__notes__", None))
