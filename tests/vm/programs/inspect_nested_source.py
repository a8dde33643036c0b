# The lines of what stands deep inside of something are found although what follows does not fit its indentation.
import inspect
import io
import tokenize

source = """\
class Outer:
    class Inner:
        def method(self):
            # A comment.
            return 42

    def after(self):
        pass


def make():
    if True:
        def deep():
            return "deep"
    return deep
"""
lines = source.splitlines(keepends=True)
for first in (2, 6, 12):
    print("".join(inspect.getblock(lines[first:])))
for text in ("  a\n b\n", "x = (1", "'abc"):
    try:
        for token in tokenize.generate_tokens(io.StringIO(text).readline):
            print(tokenize.tok_name[token.type], repr(token.string))
    except (SyntaxError, tokenize.TokenError) as error:
        print(type(error).__name__, error.args[0])
