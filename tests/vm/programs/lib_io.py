import csv
import io
import json
import string
import struct

out = io.StringIO()
print("hello", 3, file=out)
out.write("more\nlines")
out.seek(0)
print(out.readlines(), repr(out.getvalue()), out.tell())
data = io.BytesIO(b"abc\ndef")
print(data.readline(), data.read(2), data.tell(), data.getvalue())
try:
    out.write(3)
except TypeError as error:
    print(error)
with io.StringIO("x") as stream:
    pass
try:
    stream.read()
except ValueError as error:
    print(error)
print(list(csv.reader(io.StringIO('a,"b, c",d\n1,"say ""hi""",3\n'))))
print([row for row in csv.DictReader(io.StringIO("n,m\n1,2\n3,4\n"))])
sheet = io.StringIO()
writer = csv.writer(sheet, delimiter=";")
writer.writerow(["a;b", 1, None, 'q"q'])
writer.writerows([[1, 2], ["x\ny", 2.5]])
print(repr(sheet.getvalue()))
text = json.dumps({"b": [1, 2.5, None, True], "a": {"é": "\n\"\\"}}, indent=2, sort_keys=True)
print(text, json.loads(text), json.dumps([1, "é"], ensure_ascii=False, separators=(",", ":")))
for bad in ("{bad}", "[1,", '"abc', "nul", "[1] 2"):
    try:
        json.loads(bad)
    except json.JSONDecodeError as error:
        print(error)
try:
    json.dumps({1, 2})
except TypeError as error:
    print(error)
print(string.Template("$who likes ${what} $$5").substitute(who="tim", what="kung pao"))
print(string.capwords("the quick  fox"), string.Formatter().format("{0!r} {x:>4} {0.real}", 3, x=2))
print(struct.pack(">hIq?5s", -2, 7, 1 << 40, True, b"abc"), struct.unpack("<fd", struct.pack("<fd", 1.5, 2.25)))
print(struct.calcsize("bhilq"), struct.calcsize("=bhilq"))
try:
    struct.pack("b", 300)
except struct.error as error:
    print(error)
