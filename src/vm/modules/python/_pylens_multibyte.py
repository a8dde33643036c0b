"""Encodings of East Asia, in which a character is one byte or several.

Their tables are text (`multibyte.txt`): rows of characters by the bytes before the last and the first last byte, with U+FFFD
where there is none; `!` takes away what another encoding has, `<` says what a character is written as where that is not
the first of its codes.
"""
from _pylens import multibyte as _section

_NONE = "\ufffd"
_decodings = {}
_encodings = {}


def _tables(name):
    """Characters by bytes, bytes by characters."""
    if name in _decodings:
        return _decodings[name], _encodings[name]
    parent, *lines = _section(name).split("\n")
    decoding, odd = {}, []
    if parent:
        known = _tables(parent)[0]
        if name in ("gb2312", "euc_kr"):
            last = 0xF7 if name == "gb2312" else 0xFE
            decoding = {code: c for code, c in known.items() if 0xA1 <= code[0] <= last and len(code) == 2 and code[1] >= 0xA1}
        else:
            decoding = dict(known)
    for line in lines:
        if not line:
            continue
        lead, rest = line.split(" ", 1)
        if lead == "!":
            for code in rest.split(" "):
                del decoding[bytes.fromhex(code)]
        elif rest[0] == "<":
            odd.append((b"" if lead == "-" else bytes.fromhex(lead), rest[2:]))
        else:
            before = b"" if lead == "-" else bytes.fromhex(lead)
            for at, c in enumerate(rest[3:], int(rest[:2], 16)):
                if c != _NONE:
                    decoding[before + bytes((at,))] = c
    encoding = {}
    for code in sorted(decoding):
        encoding.setdefault(decoding[code], code)
    for code, c in odd:
        if code:
            encoding[c] = code
        else:
            del encoding[c]
    _decodings[name], _encodings[name] = decoding, encoding
    return decoding, encoding


class Illegal(Exception):
    """A byte, or as many as are given, or a character means nothing."""


class Incomplete(Exception):
    """What is there may be the beginning of a character."""


class Plain:
    """An encoding without a state: what it decodes from a place on, and what a character becomes."""

    def __init__(self, name):
        self.name = name
        self._table = None

    def tables(self):
        if self._table is None:
            self._table = _tables(self.name)
        return self._table

    def start(self):
        return None

    def finish(self, state):
        return b""

    def decode_one(self, data, at, state):
        """A character, and how many bytes it has."""
        table = self.tables()[0]
        byte = data[at:at + 1]
        if byte < b"\x80":
            return byte.decode("latin-1"), 1
        if byte in table:
            return table[byte], 1
        self._lead(byte[0])
        if at + 2 > len(data):
            raise Incomplete
        code = data[at:at + 2]
        if code in table:
            return table[code], 2
        return self._longer(data, at, table)

    def _lead(self, byte):
        pass

    def _longer(self, data, at, table):
        raise Illegal

    def encode_one(self, c, state):
        if c < "\x80":
            return c.encode()
        code = self.tables()[1].get(c)
        if code is None:
            raise Illegal
        return code


class _ShiftJis(Plain):
    def _lead(self, byte):
        if not (0x81 <= byte <= 0x9F or 0xE0 <= byte <= 0xEA):
            raise Illegal


class _EucJp(Plain):
    def _longer(self, data, at, table):
        if data[at] == 0x8F:
            if at + 3 > len(data):
                raise Incomplete
            if data[at:at + 3] in table:
                return table[data[at:at + 3]], 3
        raise Illegal


_FIRST = bytes.fromhex("a1a2a4a7a8a9b1b2b3b5b6b7b8b9babbbcbdbe")
_LAST = bytes.fromhex("d4a1a2a3a4a5a6a7a9aaabacadaeafb0b1b2b4b5b6b7b8babbbcbdbe")


class _EucKr(Plain):
    """A syllable that has no code is spelled by its letters, behind a filler."""

    def decode_one(self, data, at, state):
        if data[at:at + 2] != b"\xa4\xd4":
            return Plain.decode_one(self, data, at, state)
        if at + 8 > len(data):
            raise Incomplete
        code = data[at:at + 8]
        first, last = _FIRST.find(code[3]), _LAST.find(code[7])
        if code[2] != 0xA4 or code[4] != 0xA4 or code[6] != 0xA4 or first < 0 or last < 0 or not 0xBF <= code[5] <= 0xD3:
            raise Illegal
        return chr(0xAC00 + (first * 21 + code[5] - 0xBF) * 28 + last), 8

    def encode_one(self, c, state):
        if "\uac00" <= c <= "\ud7a3" and c not in self.tables()[1]:
            rest, last = divmod(ord(c) - 0xAC00, 28)
            first, middle = divmod(rest, 21)
            return bytes((0xA4, 0xD4, 0xA4, _FIRST[first], 0xA4, 0xBF + middle, 0xA4, _LAST[last]))
        return Plain.encode_one(self, c, state)


class _Gb18030(Plain):
    """Characters without a code of two bytes are counted through, in codes of four."""
    _counted = None

    def _others(self):
        if self._counted is None:
            known = self.tables()[1]
            others = [c for c in map(chr, [*range(0x80, 0xD800), *range(0xE000, 0x10000)]) if c not in known]
            self._counted = others, {c: at for at, c in enumerate(others)}
        return self._counted

    def _longer(self, data, at, table):
        if not 0x30 <= data[at + 1] <= 0x39:
            raise Illegal
        if at + 4 > len(data):
            raise Incomplete
        a, b, c, d = data[at:at + 4]
        if a < 0x81 or not 0x81 <= c <= 0xFE or not 0x30 <= d <= 0x39:
            raise Illegal
        place = ((a - 0x81) * 10 + b - 0x30) * 1260 + (c - 0x81) * 10 + d - 0x30
        others = self._others()[0]
        if place < len(others):
            return others[place], 4
        if 189000 <= place < 189000 + 0x100000:
            return chr(place - 189000 + 0x10000), 4
        raise Illegal

    def encode_one(self, c, state):
        if c < "\x80":
            return c.encode()
        code = self.tables()[1].get(c)
        if code is not None:
            return code
        if "\ud800" <= c <= "\udfff":
            raise Illegal
        place = ord(c) - 0x10000 + 189000 if c > "\uffff" else self._others()[1][c]
        place, d = divmod(place, 10)
        place, c = divmod(place, 126)
        a, b = divmod(place, 10)
        return bytes((a + 0x81, b + 0x30, c + 0x81, d + 0x30))


_ESCAPES = {b"\x1b(B": "ascii", b"\x1b(J": "roman", b"\x1b$@": "old", b"\x1b$B": "kanji",
            b"\x1b$(@": "old", b"\x1b$(B": "kanji"}


class Iso2022Jp:
    """Sets of characters that escape sequences switch between; the state is a list of the one that counts."""
    name = "iso2022_jp"

    def start(self):
        return ["ascii"]

    def finish(self, state):
        if state[0] == "ascii":
            return b""
        state[0] = "ascii"
        return b"\x1b(B"

    def decode_one(self, data, at, state):
        byte = data[at]
        if len(state) > 1:
            # Some other escape sequence passes through, up to its end.
            if 0x40 <= byte <= 0x5A:
                state.pop()
            return chr(byte), 1
        if byte == 0x1B:
            if len(data) - at < 2:
                raise Incomplete
            if data[at + 1] not in b"()$.&":
                state.append(True)
                return "\x1b", 1
            for escape, meaning in _ESCAPES.items():
                if data.startswith(escape, at):
                    state[0] = meaning
                    return "", len(escape)
            for end in range(at + 1, at + 16):
                if end >= len(data):
                    raise Incomplete
                if 0x40 <= data[end] <= 0x5A:
                    raise Illegal(end + 1 - at)
            raise Illegal
        if byte >= 0x80:
            raise Illegal
        if state[0] == "ascii" or byte < 0x20:
            return chr(byte), 1
        if state[0] == "roman":
            return {0x5C: "\xa5", 0x7E: "\u203e"}.get(byte, chr(byte)), 1
        if at + 2 > len(data):
            raise Incomplete
        c = _tables("euc_jp")[0].get(bytes((byte | 0x80, data[at + 1] | 0x80)))
        if c is None or data[at + 1] >= 0x80:
            raise Illegal(2)
        return c, 2

    def encode_one(self, c, state):
        if c < "\x80":
            kind, code = "ascii", c.encode()
        elif c in "\xa5\u203e":
            kind, code = "roman", b"\\" if c == "\xa5" else b"~"
        else:
            code = _tables("euc_jp")[1].get(c)
            if code is None or len(code) != 2 or code[0] == 0x8E:
                raise Illegal
            kind, code = "kanji", bytes((code[0] & 0x7F, code[1] & 0x7F))
        if state[0] != kind:
            state[0] = kind
            code = {"ascii": b"\x1b(B", "roman": b"\x1b(J", "kanji": b"\x1b$B"}[kind] + code
        return code


_KINDS = {"gbk": Plain, "gb2312": Plain, "gb18030": _Gb18030, "big5": Plain, "cp950": Plain, "cp949": Plain, "euc_kr": _EucKr,
          "cp932": Plain, "shift_jis": _ShiftJis, "euc_jp": _EucJp}


def codec(name):
    if name == "iso2022_jp":
        return Iso2022Jp()
    kind = _KINDS.get(name)
    if kind is None:
        raise LookupError("unknown encoding: " + name)
    return kind(name)
