"""CPython's tokenizer as an iterator."""
from _pylens import tokens as _tokens


class TokenizerIter:
    def __init__(self, readline, *, encoding=None, extra_tokens=False):
        lines = []
        while True:
            try:
                line = readline()
            except StopIteration:
                break
            if isinstance(line, (bytes, bytearray)):
                line = bytes(line).decode(encoding or "utf-8")
            if not line:
                break
            lines.append(line)
        self._tokens = iter(_tokens("".join(lines), extra_tokens))

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._tokens)
