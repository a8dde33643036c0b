"""Writes the tables of `vm::types::unicode` from what CPython itself answers: `python3.13 vm_unicode.py > TABLES`."""

import unicodedata as u
def ranges(pred):
    out=[];start=None
    for c in range(0x110000):
        if pred(c):
            if start is None: start=c
        elif start is not None:
            out.append((start,c-1)); start=None
    if start is not None: out.append((start,0x10ffff))
    return out
C=chr
def table(name, doc, rs):
    print(f"/// {doc}")
    print(f"pub const {name}: &[(u32, u32)] = &[")
    line="   "
    for a,b in rs:
        t=f" ({a:#x}, {b:#x}),"
        if len(line)+len(t)>118: print(line); line="   "
        line+=t
    print(line); print("];\n")
print("//! Character properties of Unicode 15.1, which is what CPython 3.13's `str` knows: ranges of code points.")
print("//!")
print("//! Written by a script from CPython 3.13's own answers (`str.isalpha` and so on for every code point).")
print()
table("ALPHA","`str.isalpha`.",ranges(lambda c:C(c).isalpha()))
table("NUMERIC","`str.isnumeric`.",ranges(lambda c:C(c).isnumeric()))
table("DIGIT","`str.isdigit` where it is not `str.isdecimal`.",ranges(lambda c:C(c).isdigit() and not C(c).isdecimal()))
table("SPACE","`str.isspace`.",ranges(lambda c:C(c).isspace()))
table("UPPER","`str.isupper`.",ranges(lambda c:C(c).isupper()))
table("LOWER","`str.islower`.",ranges(lambda c:C(c).islower()))
table("TITLE","Title case letters.",ranges(lambda c:u.category(C(c))=='Lt'))
NEWER=[(0x19b,0x19b),(0x264,0x264),(0x1c89,0x1c8a),(0xa7cb,0xa7cf),(0xa7d2,0xa7d5),(0xa7da,0xa7dc),(0x10d50,0x10d85),(0x16ea0,0x16ed3)]
table("NEWER","Characters that got their case mappings after this version.",NEWER)
zeros=[c for c in range(0x110000) if C(c).isdecimal() and u.decimal(C(c))==0]
assert all(u.decimal(C(z+i))==i for z in zeros for i in range(10)); assert len(zeros)*10==sum(C(c).isdecimal() for c in range(0x110000))
print("/// Zeros of the decimal digits of every script; nine more digits follow each.")
print("pub const ZEROS: &[u32] = &[")
line="   "
for z in zeros:
    t=f" {z:#x},"
    if len(line)+len(t)>118: print(line); line="   "
    line+=t
print(line);print("];\n")
def mapping(name, doc, items):
    print(f"/// {doc}")
    print(f"pub const {name}: &[(u32, &str)] = &[")
    line="   "
    for c,s in items:
        t=f" ({c:#x}, \"{''.join('\\u{%x}'%ord(x) for x in s)}\"),"
        if len(line)+len(t)>118: print(line); line="   "
        line+=t
    print(line);print("];\n")
mapping("TITLECASE","Title case where it is not upper case.",[(c,C(c).title()) for c in range(0x110000) if C(c).title()!=C(c).upper()])
mapping("CASEFOLD","`str.casefold` where it is not lower case.",[(c,C(c).casefold()) for c in range(0x110000) if C(c).casefold()!=C(c).lower()])
