# Decoders that get their bytes piece by piece, and UTF-7.
import codecs

for name in ("utf-7", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be",
             "unicode_escape", "raw_unicode_escape", "cp1252"):
    text = "a+b-~\\ é€" if name == "cp1252" else "a+b-~\\ é€\U0001f600\n"
    data = text.encode(name)
    decoder = codecs.getincrementaldecoder(name)()
    pieces = [decoder.decode(bytes([byte])) for byte in data]
    pieces.append(decoder.decode(b"", True))
    print(name, data, "".join(pieces) == text, [len(piece) for piece in pieces], data.decode(name) == text)

for data in (b"a+", b"a+AAA", b"a+AAAA-", b"a+2D0", b"+\xff", b"a\xffb", b"+-+AG", b"+2AHab-", b"+!", b"a+IKx-b"):
    for last in False, True:
        for errors in "strict", "replace":
            try:
                print(data, last, ascii(codecs.utf_7_decode(data, errors, last)))
            except UnicodeDecodeError as error:
                print(data, last, error)
print("\ud800x\0".encode("utf-7"), "-é-+é+".encode("utf-7"), "éA".encode("utf-7"))

for function, data in ((codecs.utf_8_decode, b"a\xe2\x82"), (codecs.utf_8_decode, b"a\xed\xa0"), (codecs.utf_8_decode, b"a\xf5"),
                       (codecs.utf_16_ex_decode, b"\xff\xfea\x00b"), (codecs.utf_16_ex_decode, b"\xfe\xff\x00a"),
                       (codecs.utf_16_ex_decode, b"a\x00\x00\xd8"), (codecs.utf_32_ex_decode, b"\xff\xfe\x00\x00a\x00\x00\x00b"),
                       (codecs.unicode_escape_decode, b"a\\x4"), (codecs.unicode_escape_decode, b"a\\N{LATIN"),
                       (codecs.raw_unicode_escape_decode, b"a\\"), (codecs.raw_unicode_escape_decode, b"\\\\u0041\\u0041")):
    for rest in ((),) if "16" not in function.__name__ and "32" not in function.__name__ else ((0, False), (0, True), (-1, False)):
        arguments = ("strict", False) if not rest else ("strict", *rest)
        try:
            print(function.__name__, data, function(data, *arguments))
        except UnicodeDecodeError as error:
            print(function.__name__, data, error)

for data, name in ((b"\\x4", "unicode_escape"), (b"\\N{}", "unicode_escape"), (b"\\N", "unicode_escape"), (b"\\N{no}", "unicode_escape"),
                   (b"\\U00110000", "unicode_escape"), (b"\\U00110000", "raw_unicode_escape"), (b"\\u12", "raw_unicode_escape"),
                   (b"a\\\nb", "unicode_escape"), (b"a\\", "raw_unicode_escape"), (b"a\\", "unicode_escape")):
    for errors in "strict", "replace":
        try:
            print(data, name, ascii(data.decode(name, errors)))
        except UnicodeDecodeError as error:
            print(data, name, error)

print(codecs.escape_encode(b"a'\"\\\n\x00\xff"), codecs.escape_decode(rb"\x41\101\'\n"), codecs.readbuffer_encode("é"))
for errors in "strict", "ignore", "replace", "other":
    try:
        print(codecs.escape_decode(rb"a\x4zb\xg", errors))
    except ValueError as error:
        print(error)
for function, arguments in ((codecs.utf_8_encode, (b"a",)), (codecs.utf_8_decode, ("a",)), (codecs.escape_encode, ("a",)),
                            (codecs.ascii_encode, ("a", 3)), (codecs.charmap_encode, ("a", "strict", {97: 300})),
                            (codecs.charmap_encode, ("a", "strict", {97: "x"})), (codecs.charmap_decode, (b"a", "strict", {97: b"x"})),
                            (codecs.charmap_decode, (b"a", "strict", {97: -1}))):
    try:
        print(function(*arguments))
    except TypeError as error:
        print(error)
print(codecs.charmap_decode(b"abc", "replace", {97: "xy", 98: None, 99: 0x20ac}), codecs.charmap_encode("a€", "replace", {97: b"xy", 63: 33}))
print(codecs.utf_16_encode("a", "strict", 1), codecs.utf_32_encode("a", "strict", -1))
