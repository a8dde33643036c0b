# A byte order mark or a declaration says what the bytes of a source text are.
print(eval(b'"\xc3\xa9"'), eval(b"# coding: latin-1\n'\xe9'"), eval(b"\xef\xbb\xbf'\xc3\xa9'"))
namespace = {}
exec(b"# -*- coding: cp1252 -*-\nprice = '\x80'\n", namespace)
print(namespace["price"])
exec(compile(bytearray(b"#!/usr/bin/python\n# vim: set fileencoding=koi8-r :\nprint('\xc1')"), "x.py", "exec"))
print(eval(memoryview(b" \t40 + 2")))
for source in (
    b"# coding: nope\n", b"\xef\xbb\xbf# coding: latin-1\n", b"'\xe9'", b"x = '\xff'", b"a\0b", b"# coding: ascii\n'\xe9'",
):
    try:
        compile(source, "name.py", "exec")
    except (SyntaxError, ValueError) as error:
        print(type(error).__name__, error)

# What `compile` is told.
print(eval(compile("__debug__", "", "eval", optimize=1)), eval(compile("__debug__", "", "eval", optimize=0)))
for arguments in ({"optimize": 3}, {"flags": 1 << 30}, {"mode": "func_type"}):
    try:
        compile("1", "", **{"mode": "eval"} | arguments)
    except ValueError as error:
        print(error)
import pathlib
print(compile("1", pathlib.PurePosixPath("a/b.py"), "eval").co_filename)

# Future statements are inherited.
import __future__
code = compile("def f(x: missing): pass", "", "exec", __future__.annotations.compiler_flag)
exec(code, namespace)
print(namespace["f"].__annotations__)
exec("from __future__ import annotations\nexec('def g(x: missing): pass')\n"
     "exec(compile('def h(x: 1 + 1): pass', '', 'exec', dont_inherit=True))", namespace)
print(namespace["g"].__annotations__, namespace["h"].__annotations__)

# A prompt knows when more is to come.
import codeop
for text in ("if True:\n  pass", "if True:\n  pass\n", "print(1,\n  2)", "x = (1,", "def f():\n    return 1", "1 +", "x = 1"):
    try:
        print(repr(text), codeop.compile_command(text) is None)
    except SyntaxError as error:
        print(repr(text), type(error).__name__)
