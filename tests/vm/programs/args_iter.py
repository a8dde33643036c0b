"""`iter` with all sorts of arguments."""

from _show import show

show("""
type(iter()).__name__
type(iter(None)).__name__
type(iter(0)).__name__
type(iter(-1)).__name__
type(iter(3)).__name__
type(iter(2.5)).__name__
type(iter('a')).__name__
type(iter(b'a')).__name__
type(iter([1])).__name__
type(iter((1, 2))).__name__
type(iter({})).__name__
type(iter(2 ** 70)).__name__
type(iter(True)).__name__
type(iter('a', 'b')).__name__
type(iter(b'a', b'b')).__name__
type(iter(1, 2)).__name__
type(iter('a', 1)).__name__
type(iter(b'a', 1)).__name__
type(iter([1], None)).__name__
type(iter(None, None)).__name__
type(iter(1, 'a')).__name__
type(iter('a', None)).__name__
type(iter('a', 'b', 1)).__name__
type(iter(b'a', b'b', 1)).__name__
type(iter('a', 0, 2)).__name__
type(iter(b'a', 0, 2)).__name__
type(iter(1, 2, 3)).__name__
type(iter('a', 'b', 'c')).__name__
type(iter(1, 2, 3, 4, 5)).__name__
type(iter(zz=1)).__name__
type(iter(1, zz=1)).__name__
type(iter(*[1], **{'a': 2})).__name__
""")
