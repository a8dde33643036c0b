# What an interactive prompt asks: is this source complete, does it want more, or is it wrong?
import codeop, sys

for source in ("a = 1", "if x:", "f(", "'''abc", "x = (1,", "def f():\n  pass\n", "1 +", "a b", "try:", "x = [1,\n2", "@dec", "for"):
    try:
        code = codeop.compile_command(source)
        print(repr(source), "more" if code is None else "complete")
    except SyntaxError as e:
        print(repr(source), e.msg)
try: sys.intern(1)
except TypeError as e: print(e)
