"""unicodedata answers as of Unicode 15.1, for every character."""
import hashlib
import unicodedata as u

print(u.unidata_version, u.east_asian_width("Ａ"), u.bidirectional("א"), u.mirrored("«"), u.combining("\u0301"))
print(u.decomposition("\u3301"), u.decomposition("ǭ"), u.decomposition("\xa0"), repr(u.decomposition("a")))
print(u.numeric("½"), u.numeric("四"), u.digit("²"), u.decimal("٣"), u.category("\u0378"), u.category("\ud800"))
for function in (u.digit, u.numeric, u.decimal, u.name):
    try:
        function("\x00")
    except ValueError as error:
        print(error)
print(u.numeric("x", -1), u.digit("½", None))
# One of 97 code points.
for function in (u.category, u.bidirectional, u.east_asian_width, u.mirrored, u.combining, u.decomposition):
    found = "".join(str(function(chr(code))) + "," for code in range(0, 0x100000, 97))
    print(function.__name__, hashlib.md5(found.encode()).hexdigest())
