import base64, gzip, io, secrets, uuid, zipfile, zlib
import hashlib, hmac
for n in sorted(hashlib.algorithms_guaranteed):
    h = hashlib.new(n, b"abc")
    print(n, h.name, h.digest_size, h.block_size, h.hexdigest(8) if n.startswith("shake") else h.hexdigest())
print(hashlib.md5(b"x").hexdigest(), hmac.new(b"k", b"m", "sha256").hexdigest(), hashlib.pbkdf2_hmac("sha256", b"p", b"s", 1000).hex())
print(hashlib.blake2b(b"x", digest_size=16, key=b"k", salt=b"s", person=b"p").hexdigest(), hashlib.blake2s(b"x", fanout=2, depth=2, leaf_size=4096, node_offset=1, node_depth=1, inner_size=32, last_node=True).hexdigest())
try: hashlib.md5("x")
except TypeError as e: print(e)
try: hashlib.new("nope")
except ValueError as e: print(e)
d = b"hello world " * 100
c = zlib.compress(d); print(zlib.decompress(c) == d, len(c) < 60, zlib.crc32(d), zlib.adler32(d), c[:2])
print(gzip.decompress(gzip.compress(d)) == d)
b = io.BytesIO()
with zipfile.ZipFile(b, "w", zipfile.ZIP_DEFLATED) as z: z.writestr(zipfile.ZipInfo("a.txt", (2020, 1, 1, 0, 0, 0)), "text" * 50); z.writestr(zipfile.ZipInfo("d/b.txt", (2020, 1, 1, 0, 0, 0)), b"y")
with zipfile.ZipFile(b) as z: print(z.namelist(), z.read("a.txt")[:8], z.testzip())
try: zlib.decompress(b"xx")
except zlib.error as e: print(e)
try: zlib.decompress(c[:-5])
except zlib.error as e: print(e)
print(uuid.uuid5(uuid.NAMESPACE_DNS, "python.org"), uuid.uuid3(uuid.NAMESPACE_URL, "x"), base64.b64encode(d[:10]), base64.b85encode(b"abc"), base64.b32encode(b"x"), base64.a85encode(b"abc"))
co = zlib.compressobj(); x = co.compress(d) + co.flush(zlib.Z_SYNC_FLUSH) + co.compress(b"more") + co.flush(); do = zlib.decompressobj(); print(do.decompress(x, 10), len(do.decompress(do.unconsumed_tail)), do.eof, do.unused_data)
