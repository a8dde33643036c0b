"""Records what CPython 3.13.0 says about small wrong programs, one JSON object a line.

    python3.13 -I -S -X utf8 tests/record/syntax_errors.py tests/errors/cases.jsonl

The cases are the smallest we could think of for each message of the tokenizer, the parser and the f-string parser, and
for each way of placing an error.
"""
import json
import sys
import warnings

FILES = r'''
a b
f(a b)
f(c c)
[a b]
f(é é)
f(a, b
x = (1,
(
x)
(]
(\n]
x = $
x = ?
'abc
"""abc
f'abc
f"""abc
0x
0b2
0o8
1_
1e
01
1abc
1__0
1.0jk
x = “a”
\x
\\\n
x = 1 \\ 2
if x:\n\ty\n        z
  x
if x:\n    y\n  z
if x
if x:
if x:\ny
if x: y\nelif z
if x: y\nelif z:
if x: y\nelif z:\nw
if x: y\nelse
if x: y\nelse:
if x: y\nelse:\nz
while x
while x:
while x:\ny
for x in y
for x in y:
for x in y:\nz
for x y: z
for f() in y: z
for x, 1 in y: z
async for x in y:
with x
with x:
with (x)
with (x as y, z):
with x as y
with x as f(): z
with x as 1: z
async with x:
try:
try:\nx
try: x
try: x\ny
try: x\nexcept: y\nexcept* z: w
try: x\nexcept* y: z\nexcept: w
try: x\nexcept a, b: y
try: x\nexcept a, b as c: y
try: x\nexcept
try: x\nexcept a
try: x\nexcept a as b
try: x\nexcept:
try: x\nexcept a:
try: x\nexcept*: y
try: x\nexcept* a:
try: x\nfinally
try: x\nfinally:
def
def f
def f()
def f():
def f():\nx
def f(:
def f() -> : x
def f(/): x
def f(/, a): x
def f(a, /, b, /): x
def f(a=1, b): x
def f(a, (b)): x
def f((a, b)): x
def f(*, a, /): x
def f(a, / *b): x
def f(a, /* b): x
def f(a=): x
def f(*): x
def f(*, ): x
def f(*, **k): x
def f(*a=1): x
def f(*a, *b): x
def f(**k=1): x
def f(**k, a): x
def f(**k, *a): x
def f(**k, **l): x
def f[T: x
def f[]: x
def f[*T: int](): x
def f[*T: (int, str)](): x
def f[**T: int](): x
def f[**T: (int, str)](): x
async def f():
async x
lambda: (
lambda /: x
lambda /, a: x
lambda a, /, b, /: x
lambda a=1, b: x
lambda a, (b): x
lambda (a, b): x
lambda *, a, /: x
lambda a, /* b: x
lambda a=: x
lambda *: x
lambda *, **k: x
lambda *a=1: x
lambda *a, *b: x
lambda **k=1: x
lambda **k, a: x
lambda **k, *a: x
class
class A
class A:
class A:\nx
class A(x
class A(B):
class A(a for a in b): x
class A[]: x
@x
@x\ny
type X
type X =
type X[] = y
match x
match x:
match x:\n  y
match x:\n case y
match x:\n case y:
match x:\n case y:\n z
match x:\n case y as _: z
match x:\n case y as 1: z
match x:\n case f(a=b, c): z
match x:\n case 1j + 1: z
match x:\n case 1 + 1: z
match x:\n case {**a, b: c}: z
match x:\n case a.b as c.d: z
x = 1 = y
1 = x
f() = x
x + 1 = y
(x, 1) = y
[x, f()] = y
*f() = y
{x} = y
{x: y} = z
{**x} = y
x if y else z = w
x and y = z
not x = y
x < y = z
lambda: x = y
'a' = x
f'a' = x
None = x
True = x
... = x
(x := 1) = y
x = yield = 1
(yield) = x
await x = y
(a for a in b) = c
[a for a in b] = c
{a for a in b} = c
{a: b for a in c} = d
a.b: c = d = e
x: int: y
(a, b): int
[a, b]: int
a, b: int
f(): int
1: int
((a, b)): int
1 += x
f() += x
(a, b) += x
[a] += x
x +=
x + = y
x++
del f()
del x + 1
del 1
del (x, y())
del *x
del x y
del
return x y
raise x y
raise x from
assert x y
assert
assert x, y, z
global
global x y
global x.y
nonlocal 1
import
import a.b as
import a, b from c
import a from b
from
from x
from x import
from x import a,
from x import (a, b
from x import ()
from x import (a), b
from . import *, a
from x.y import z as w.v
x <> y
from __future__ import barry_as_FLUFL\nx <> y
print x
print "a" % b
exec x
print f(x)
f(x for x in y, 1)
f(1, x for x in y)
f(x for x in y, z for z in w)
f(a=1, b)
f(**a, b)
f(**a, *b)
f(a=1, *b, c)
f(1=2)
f(a.b=c)
f(a + b=c)
f(True=1)
f(None=1)
f(a=)
f(a, b=)
f(a=b for b in c)
f(*)
f(*, a)
f(*a=b)
f(**a=b)
f(**)
f(a, , b)
f(a := b := c)
f(x, y for y in z if w)
x[
x[]
x[a b]
x[a:b c]
(a, b c)
(*a)
(**a)
(*a for a in b)
[*a for a in b]
{*a for a in b}
[a, b for a in c]
[a, for a in c]
{a, b for a in c}
{**a for a in b}
{a: *b}
{a: }
{a:, b: c}
{a, b: c}
{a: b, c}
{a: b, c: *d}
{a: b, c:}
{a: b c}
{a: b, **c d}
{1:2, 3:4, 5}
(a = b)
(a.b = c)
(a() = b)
(a + b = c)
if x = y: z
if x.y = z: w
while f() = y: z
(x + 1 := y)
(x.y := z)
(f() := y)
x := y
x = y := z
(a := b, c = d)
x if y
(x if y)
x if y else
[x for y in z if w else v]
[x for x y]
[x for 1 in y]
[x for f() in y]
[x for x, in]
x for x in y
x not y
x is is y
x ! y
x !
!x
1 + not x
- not x
1 ** not x
x = not
a and or b
a.1
a..b
a.
...a
*x
*
**x
x,, y
x = ,
;
x;; y
x = 'a' b'b'
x = b'a' 'b'
b'é'
'\x4'
'\u12'
'\U00110000'
'\N{nothing}'
'\N'
b'\x'
f'{}'
f'{ }'
f'{=}'
f'{!r}'
f'{:x}'
f'{a b}'
f'{a $}'
f'{a = b}'
f'{a =x}'
f'{a!}'
f'{a!x}'
f'{a! r}'
f'{a!r x}'
f'{a!r:x'
f'{a!:x}'
f'{a!1}'
f'{a:{b'
f'{a:{b}'
f'{a:{b:{c:{d}}}}'
f'{a'
f'{a:'
f'{a}}'
f'}'
f'{'
f'{a)}'
f'{(a}'
f'{lambda x: 1}'
f'{lambda: 1}'
f'{*}'
f'{**a}'
f'{a:\N{nothing}}'
f'\N{nothing}'
f'{yield}' = x
f'{x' 'y'
f'{a[b}'
f'{a["b}'
'a' f'{b c}' 'd'
x = (yield\n
x = f(\n  a\n  b)
if x:\n  y\n else:\n  z
if x:\n  y\n    z
if x:\n  y\n\n  # c\n z
def f():\n  x\n y
a\n\x0c  b
"""a\nb""" 1
("""a\nb""" 1)
x \\\n y
(x \\\n y)
x = 1 # c c\ny z
x = # c
if x: # c
else: x
elif x: y
except: x
finally: x
case x: y
return = 1
None: int
x = None.
f(lambda)
lambda x
yield = 1
await
pass x
break 1
continue;;
class = 1
in x
is
x = in
é è
x = "é" "
日本 語
f(日本 語, "é" è)
x = '日本' + 1 +
a = 5 if b else
with a as b, c as: d
raise from x
@
@a b
async
async lambda: x
'''

EXPRESSIONS = ['1 +', 'a b', 'x = 1', '(', 'x\n1', 'for', '1\n', 'f(a b)', 'pass']
STATEMENTS = ['1\n2\n', 'x = 1\ny = 2\n', 'a b\n', 'if x: y\n', 'if x:\n  y\nz\n', 'for\n', '1;2\n', '1 # c\n', "'a\\\nb'\n2\n"]


def record(source, mode):
    case = {'source': source, 'mode': mode, 'stage': 'parser'}
    try:
        compile(source, '<string>', mode, 0x400, dont_inherit=True)  # PyCF_ONLY_AST
    except (SyntaxError, ValueError, MemoryError) as error:
        case['type'] = type(error).__name__
        case['msg'] = getattr(error, 'msg', None) or str(error)
        for field in 'lineno', 'offset', 'end_lineno', 'end_offset', 'text':
            case[field] = getattr(error, field, None)
    return case


def main():
    warnings.simplefilter('ignore')
    with open(sys.argv[1], 'w', encoding='ascii') as out:
        for line in FILES.strip('\n').split('\n'):
            # In a case, \n is a newline, \t a tab, \x0c a form feed and \\ a backslash; other backslashes are themselves.
            source = line.replace('\\\\', '\0').replace('\\n', '\n').replace('\\t', '\t').replace('\\x0c', '\f')
            print(json.dumps(record(source.replace('\0', '\\'), 'exec')), file=out)
        for mode, sources in ('eval', EXPRESSIONS), ('single', STATEMENTS):
            for source in sources:
                print(json.dumps(record(source, mode)), file=out)


main()
