"""CPython's tokenizer as an iterator."""
from _pylens import tokens as _tokens
import token as _token

# The library may be that of a later Python, which has more kinds of tokens.
_numbers = {own: there for own, there in ((62, _token.COMMENT), (63, _token.NL)) if own != there}


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
            elif not isinstance(line, str):
                raise TypeError("readline() returned a non-string object")
            if not line:
                break
            lines.append(line)
        tokens, self._error = _tokens("".join(lines), extra_tokens)
        if _numbers:
            tokens = [(_numbers.get(kind, kind), *rest) for kind, *rest in tokens]
        self._tokens = iter(tokens)

    def __iter__(self):
        return self

    def __next__(self):
        for token in self._tokens:
            return token
        if self._error is None:
            raise StopIteration
        kind, message, *place = self._error
        lineno, offset, text, *end = place
        kinds = {"IndentationError": IndentationError, "TabError": TabError}
        raise kinds.get(kind, SyntaxError)(message, ("<string>", lineno, offset, text, *end))
