"""Encodings that the library has, without an import of codecs."""
print("naïve".encode("cp1252"), b"caf\x82".decode("cp437"), "x".encode("utf-8-sig"), "€".encode("iso8859-15"))
for name in ("hex", "rot13", "nothing"):
    try:
        b"61".decode(name)
    except LookupError as error:
        print(error)
try:
    "€".encode("cp437")
except UnicodeEncodeError as error:
    print(error)
import codecs

print(codecs.decode("uryyb", "rot13"), codecs.encode(b"ab", "hex"))
