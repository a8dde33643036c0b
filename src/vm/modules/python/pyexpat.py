"""XML: what expat tells of a document, piece by piece as it comes. No external entities are read."""
import re as _re
import sys as _sys

__version__ = "2.6.3"
EXPAT_VERSION = "expat_2.6.3"
version_info = (2, 6, 3)
native_encoding = "UTF-8"
features = [("sizeof(XML_Char)", 1), ("sizeof(XML_LChar)", 1), ("XML_DTD", 0), ("XML_CONTEXT_BYTES", 1024),
            ("XML_NS", 0), ("XML_BLAP_MAX_AMP", 100), ("XML_BLAP_ACT_THRES", 8388608), ("XML_GE", 0)]
XML_PARAM_ENTITY_PARSING_NEVER, XML_PARAM_ENTITY_PARSING_UNLESS_STANDALONE, XML_PARAM_ENTITY_PARSING_ALWAYS = range(3)
_MESSAGES = {
    1: ("NO_MEMORY", "out of memory"), 2: ("SYNTAX", "syntax error"), 3: ("NO_ELEMENTS", "no element found"),
    4: ("INVALID_TOKEN", "not well-formed (invalid token)"), 5: ("UNCLOSED_TOKEN", "unclosed token"),
    6: ("PARTIAL_CHAR", "partial character"), 7: ("TAG_MISMATCH", "mismatched tag"),
    8: ("DUPLICATE_ATTRIBUTE", "duplicate attribute"), 9: ("JUNK_AFTER_DOC_ELEMENT", "junk after document element"),
    10: ("PARAM_ENTITY_REF", "illegal parameter entity reference"), 11: ("UNDEFINED_ENTITY", "undefined entity"),
    12: ("RECURSIVE_ENTITY_REF", "recursive entity reference"), 13: ("ASYNC_ENTITY", "asynchronous entity"),
    14: ("BAD_CHAR_REF", "reference to invalid character number"),
    15: ("BINARY_ENTITY_REF", "reference to binary entity"),
    16: ("ATTRIBUTE_EXTERNAL_ENTITY_REF", "reference to external entity in attribute"),
    17: ("MISPLACED_XML_PI", "XML or text declaration not at start of entity"),
    18: ("UNKNOWN_ENCODING", "unknown encoding"),
    19: ("INCORRECT_ENCODING", "encoding specified in XML declaration is incorrect"),
    20: ("UNCLOSED_CDATA_SECTION", "unclosed CDATA section"), 30: ("XML_DECL", "XML declaration not well-formed"),
    27: ("UNBOUND_PREFIX", "unbound prefix"), 28: ("UNDECLARING_PREFIX", "must not undeclare prefix"),
    33: ("SUSPENDED", "parser suspended"), 36: ("FINISHED", "parsing finished"),
    43: ("AMPLIFICATION_LIMIT_BREACH", "limit on input amplification factor (from DTD and entities) breached")}
_XML = "http://www.w3.org/XML/1998/namespace"
_NAME = r"(?![\d.\-\u00b7])[\w:][\w:.\-\u00b7]*"
_name = _re.compile(_NAME)
_space = _re.compile(r"[ \t\r\n]*")
_text = _re.compile(r"[^<&]+")
_reference = _re.compile(r"&(?:#(\d+)|#x([0-9a-fA-F]+)|(" + _NAME + r"));")
_forbidden = _re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")
_declaration = _re.compile(
    r"""<\?xml\s+version\s*=\s*(["'])([\w.:\-]+)\1(?:\s+encoding\s*=\s*(["'])([A-Za-z][\w.\-]*)\3)?"""
    r"""(?:\s+standalone\s*=\s*(["'])(yes|no)\5)?\s*\?>""")
_version = _re.compile(r"<\?xml(?:\s+version(?:\s*=\s*)?)?")
_external = _re.compile(r"""\s*(?:SYSTEM\s+("[^"]*"|'[^']*')|PUBLIC\s+("[^"]*"|'[^']*')(?:\s+("[^"]*"|'[^']*'))?)""")
_attribute = _re.compile(r"""\s+(""" + _NAME + r""")\s+([A-Z]+|(?:NOTATION\s+)?\([^)]*\))\s+"""
                         r"""(#REQUIRED|#IMPLIED|(?:#FIXED\s+)?(?:"[^"]*"|'[^']*'))""")
_KNOWN = {"lt": "<", "gt": ">", "amp": "&", "quot": '"', "apos": "'"}


class ExpatError(Exception):
    pass


ExpatError.__module__ = "xml.parsers.expat"
error = ExpatError


def ErrorString(code, /):
    return _MESSAGES[code][1] if code in _MESSAGES else None


class _More(Exception):
    """A piece of the document is not there yet."""


class _Wrong(Exception):
    """An error of the document: its number, and where it is."""


class xmlparser:
    _HANDLERS = ("StartElement", "EndElement", "ProcessingInstruction", "CharacterData", "UnparsedEntityDecl",
                 "NotationDecl", "StartNamespaceDecl", "EndNamespaceDecl", "Comment", "StartCdataSection",
                 "EndCdataSection", "Default", "DefaultHandlerExpand", "NotStandalone", "ExternalEntityRef",
                 "StartDoctypeDecl", "EndDoctypeDecl", "EntityDecl", "XmlDecl", "ElementDecl", "AttlistDecl",
                 "SkippedEntity")

    def __init__(self, encoding=None, separator=None, intern=None):
        for name in self._HANDLERS:
            setattr(self, name if name.endswith("Expand") else name + "Handler", None)
        self.intern = {} if intern is None else intern
        self.buffer_text = self.ordered_attributes = self.specified_attributes = self.namespace_prefixes = False
        self.buffer_size, self.buffer_used = 8192, 0
        self.ErrorCode = 0
        self._encoding, self._separator = encoding, separator
        self._bytes, self._decoder = b"", None
        self._source, self._at, self._passed = "", 0, (1, 0, 0)
        self._event, self._stage, self._finished = 0, 0, False
        self._open, self._spaces, self._pending = [], [{"xml": _XML}], []
        self._entities, self._defaults, self._expanding, self._expanded = {}, {}, [], 0
        self._base, self._deferral, self._has_dtd, self._in_subset = None, True, False, False

    def SetBase(self, base, /):
        self._base = base

    def GetBase(self):
        return self._base

    def GetInputContext(self):
        return None

    def UseForeignDTD(self, flag=True, /):
        self._has_dtd = bool(flag)

    def SetParamEntityParsing(self, flag, /):
        return 1

    def SetReparseDeferralEnabled(self, enabled, /):
        self._deferral = bool(enabled)

    def GetReparseDeferralEnabled(self):
        return self._deferral

    def ExternalEntityParserCreate(self, context, encoding=None, /):
        parser = xmlparser(encoding, self._separator, self.intern)
        for name in self._HANDLERS:
            name = name if name.endswith("Expand") else name + "Handler"
            setattr(parser, name, getattr(self, name))
        parser._entities, parser._spaces = self._entities, self._spaces
        return parser

    def _place(self, at):
        line, column, index = self._passed
        before = self._source[:at]
        lines = before.count("\n")
        column = len(before) - before.rfind("\n") - 1 if lines else column + len(before)
        return line + lines, column, index + len(before.encode("utf-8", "replace"))

    @property
    def CurrentLineNumber(self):
        return self._place(self._event)[0]

    @property
    def CurrentColumnNumber(self):
        return self._place(self._event)[1]

    @property
    def CurrentByteIndex(self):
        return self._place(self._event)[2]

    ErrorLineNumber, ErrorColumnNumber = CurrentLineNumber, CurrentColumnNumber
    ErrorByteIndex = CurrentByteIndex

    def ParseFile(self, file, /):
        while True:
            data = file.read(2048)
            if not isinstance(data, (bytes, bytearray, str)):
                raise TypeError(f"read() did not return a bytes object (type={type(data).__name__})")
            result = self.Parse(data, not data)
            if not data:
                return result

    def Parse(self, data, isfinal=False, /):
        if self._finished:
            self._fail(36, self._at)
        try:
            self._feed(data, isfinal)
            self._run(isfinal)
        except _Wrong as wrong:
            self._flush()
            self._finished = True
            number, at = wrong.args
            raise self._error(number, at) from None
        if isfinal:
            self._flush()
            self._finished = True
        return 1

    def _error(self, number, at):
        line, column, _ = self._place(at)
        self.ErrorCode, self._event = number, at
        failed = ExpatError(f"{ErrorString(number)}: line {line}, column {column}")
        failed.code, failed.lineno, failed.offset = number, line, column
        return failed

    def _fail(self, number, at):
        raise self._error(number, at)

    def _feed(self, data, final):
        if isinstance(data, str):
            self._encoding, data = "utf-8", data.encode("utf-8", "surrogatepass")
        data = self._bytes + bytes(data)
        if self._decoder is None:
            if len(data) < 4 and not final:
                self._bytes = data
                return
            import codecs
            encoding = self._encoding
            if encoding is None:
                if data.startswith((b"\xff\xfe", b"\xfe\xff")):
                    encoding = "utf-16"
                elif data.startswith(b"<\0"):
                    encoding = "utf-16-le"
                elif data.startswith(b"\0<"):
                    encoding = "utf-16-be"
                else:
                    head = data if data.startswith(b"<?xml") else b""
                    if head and b"?>" not in head and not final:
                        self._bytes = data
                        return
                    found = _re.match(rb"""<\?xml[^>]*?encoding\s*=\s*["']([A-Za-z][\w.\-]*)["']""", head)
                    encoding = found[1].decode() if found else "utf-8"
            if encoding.lower() in ("utf-8", "utf8"):
                encoding = "utf-8-sig"
            try:
                self._decoder = codecs.getincrementaldecoder(encoding)()
            except LookupError:
                raise _Wrong(18, 30) from None
        self._bytes = b""
        try:
            self._source += self._decoder.decode(data, final)
        except UnicodeDecodeError as wrong:
            self._source += wrong.object[:wrong.start].decode("utf-8", "replace")
            raise _Wrong(4, len(self._source)) from None

    # What a handler hears.

    def _flush(self):
        if self._pending:
            text, self._pending, self.buffer_used = "".join(self._pending), [], 0
            if self.CharacterDataHandler is not None:
                self.CharacterDataHandler(text)

    def _tell(self, name, *args, raw=None):
        handler = getattr(self, name + "Handler")
        if handler is not None:
            self._flush()
            return handler(*args)
        if raw:
            self._default(raw)

    def _default(self, raw):
        handler = self.DefaultHandlerExpand or self.DefaultHandler
        if handler is not None:
            self._flush()
            handler(raw)

    def _characters(self, text):
        if self.CharacterDataHandler is None:
            self._default(text)
            return
        for piece in _re.findall("[^\n]+|\n", text.replace("\r\n", "\n").replace("\r", "\n")):
            if not self.buffer_text:
                self.CharacterDataHandler(piece)
                continue
            if self.buffer_used + len(piece) > self.buffer_size:
                self._flush()
            if self.buffer_text and len(piece) <= self.buffer_size:
                self._pending.append(piece)
                self.buffer_used += len(piece)
            else:
                self.CharacterDataHandler(piece)

    # The document: stage 0 is its very beginning, 1 what stands before the first element, 2 inside it, 3 behind it.

    def _run(self, final):
        source = self._source
        while self._at < len(source):
            self._event = self._at
            try:
                end = self._piece(source, self._at, final)
            except _More:
                if final:
                    unclosed_section = self._stage == 2 and source.startswith("<![CDATA[", self._at)
                    raise _Wrong(20 if unclosed_section else 5, len(source) if unclosed_section else self._at) from None
                break
            self._at = end
        if final and self._stage < 3:
            raise _Wrong(3, len(source))
        self._passed, self._source = self._place(self._at), source[self._at:]
        self._at = self._event = 0

    def _find(self, source, what, start):
        end = source.find(what, start)
        if end < 0:
            raise _More
        return end

    def _legal(self, source, start, end):
        wrong = _forbidden.search(source, start, end)
        if wrong:
            raise _Wrong(4, wrong.start())

    def _piece(self, source, at, final):
        if source[at] == "<":
            if at + 1 == len(source):
                raise _More
            kind = source[at + 1]
            if kind == "/":
                return self._end(source, at)
            if kind == "?":
                return self._instruction(source, at)
            if kind == "!":
                return self._marked(source, at)
            return self._start(source, at)
        if self._stage == 2:
            return self._content(source, at, final)
        end = _space.match(source, at).end()
        if end == at:
            raise _Wrong(9 if self._stage == 3 else 2 if source[at] != "&" else 4, at)
        self._stage = self._stage or 1
        self._default(source[at:end])
        return end

    def _content(self, source, at, final):
        if source[at] == "&":
            return self._entity(source, at)
        end = _text.match(source, at).end()
        if end == len(source) and not final and source[end - 1] in "]\r":
            # What follows decides what this is.
            end = len(source[at:].rstrip("]\r")) + at
            if end == at:
                raise _More
        bad = source.find("]]>", at, end)
        if bad >= 0:
            raise _Wrong(4, bad + 2)
        self._legal(source, at, end)
        self._characters(source[at:end])
        return end

    def _character(self, match, at):
        number = int(match[1]) if match[1] else int(match[2], 16)
        legal = number in (9, 10, 13) or 32 <= number < 0xD800 or 0xE000 <= number < 0xFFFE or \
            0x10000 <= number < 0x110000
        if not legal:
            raise _Wrong(14, at)
        return chr(number)

    def _entity(self, source, at):
        match = _reference.match(source, at)
        if not match:
            if ";" not in source[at:at + 200] and _re.fullmatch(r"&#?[\w:.\-]*", source[at:]):
                raise _More
            end = _re.compile(r"&(?:#x?)?[\w:.\-]*").match(source, at).end()
            raise _Wrong(4, end)
        name = match[3]
        if name is None:
            self._characters(self._character(match, at))
        elif name in _KNOWN:
            self._characters(_KNOWN[name])
        elif name not in self._entities:
            if not self._has_dtd:
                raise _Wrong(11, at)
            if self.SkippedEntityHandler is not None:
                self._tell("SkippedEntity", name, False)
            else:
                self._default(match[0])
        elif self._entities[name] is None:
            self._tell("ExternalEntityRef", name, self._base, None, None, raw=match[0])
        elif self.DefaultHandler is not None and self.DefaultHandlerExpand is None:
            self._default(match[0])
        else:
            self._expand(name, at)
        return match.end()

    def _expand(self, name, at):
        if name in self._expanding:
            raise _Wrong(12, at)
        text, depth = self._entities[name], len(self._open)
        self._expanded += len(text)
        if self._expanded > 8388608:
            raise _Wrong(43, at)
        self._expanding.append(name)
        inner = 0
        try:
            while inner < len(text):
                inner = self._piece(text, inner, True)
        except _More:
            raise _Wrong(13, at) from None
        except _Wrong as wrong:
            raise _Wrong(wrong.args[0], at) from None
        self._expanding.pop()
        if len(self._open) != depth:
            raise _Wrong(13, at)

    def _value(self, text, at):
        """The value of an attribute: references replaced, white space made blanks."""
        if "&" not in text:
            return text.replace("\r\n", " ").replace("\n", " ").replace("\t", " ").replace("\r", " ")
        parts, done = [], 0
        while True:
            start = text.find("&", done)
            parts.append(self._value(text[done:start if start >= 0 else len(text)], at))
            if start < 0:
                return "".join(parts)
            match = _reference.match(text, start)
            if not match:
                raise _Wrong(4, at + start + 1)
            name = match[3]
            if name is None:
                parts.append(self._character(match, at + start))
            elif name in _KNOWN:
                parts.append(_KNOWN[name])
            elif self._entities.get(name) is not None:
                if name in self._expanding:
                    raise _Wrong(12, at + start)
                self._expanded += len(self._entities[name])
                if self._expanded > 8388608:
                    raise _Wrong(43, at + start)
                self._expanding.append(name)
                parts.append(self._value(self._entities[name], at))
                self._expanding.pop()
            elif name in self._entities:
                raise _Wrong(16, at + start)
            elif not self._has_dtd:
                raise _Wrong(11, self._event)
            done = match.end()

    def _start(self, source, at):
        match = _name.match(source, at + 1)
        if not match:
            raise _Wrong(4, at + 1)
        if self._stage == 3:
            raise _Wrong(9, at)
        tag, place, found, names = match[0], match.end(), [], set()
        while True:
            after = _space.match(source, place).end()
            if after == len(source):
                raise _More
            if source[after] == ">" or source.startswith("/>", after):
                break
            if source[after] == "/":
                if after + 1 == len(source):
                    raise _More
                raise _Wrong(4, after + 1)
            match = _name.match(source, after)
            if after == place or not match:
                raise _Wrong(4, after)
            name, start = match[0], match.start()
            after = _space.match(source, match.end()).end()
            if after == len(source):
                raise _More
            if source[after] != "=":
                raise _Wrong(4, after)
            after = _space.match(source, after + 1).end()
            if after == len(source):
                raise _More
            quote = source[after]
            if quote not in "\"'":
                raise _Wrong(4, after)
            end = source.find(quote, after + 1)
            bad = source.find("<", after + 1, end if end >= 0 else len(source))
            if bad >= 0:
                raise _Wrong(4, bad)
            if end < 0:
                raise _More
            self._legal(source, after, end)
            if name in names:
                raise _Wrong(8, start)
            names.add(name)
            found.append((name, self._value(source[after + 1:end], after + 1), start))
            place = end + 1
        empty = source[after] == "/"
        end = after + 2 if empty else after + 1
        specified = len(found)
        if not self.specified_attributes:
            found += [(name, value, at) for name, value in self._defaults.get(tag, {}).items()
                      if value is not None and name not in names]
        self._stage = 2
        full, attributes, declared = self._qualified(tag, found, at)
        for prefix, uri in declared:
            self._tell("StartNamespaceDecl", prefix, uri)
        raw = source[at:end]
        if self.ordered_attributes:
            attributes = [part for pair in attributes for part in pair]
        else:
            attributes = dict(attributes)
        self._tell("StartElement", full, attributes, raw=raw)
        self._open.append((tag, full, declared))
        if empty:
            self._close()
        return end

    def _qualified(self, tag, found, at):
        """Names with their namespaces, if the parser knows of them; and the declarations of the tag."""
        if self._separator is None:
            return tag, [(name, value) for name, value, _ in found], []
        declared, rest = [], []
        for name, value, start in found:
            if name == "xmlns" or name.startswith("xmlns:"):
                prefix = name[6:] or None
                if prefix and not value:
                    raise _Wrong(28, at)
                declared.append((prefix, value or None))
            else:
                rest.append((name, value, start))
        scope = {**self._spaces[-1], **dict(declared)} if declared else self._spaces[-1]
        self._spaces.append(scope)

        def full(name, is_tag, start):
            prefix, colon, local = name.partition(":")
            if not colon:
                uri = scope.get(None) if is_tag else None
                return name if not uri else uri + self._separator + name
            if prefix not in scope:
                raise _Wrong(27, at)
            end = self._separator + prefix if self.namespace_prefixes and self._separator else ""
            return scope[prefix] + self._separator + local + end
        attributes, known = [], set()
        for name, value, start in rest:
            name = full(name, False, start)
            if name in known:
                raise _Wrong(8, start)
            known.add(name)
            attributes.append((name, value))
        return full(tag, True, at), attributes, declared

    def _close(self, raw=None):
        _, full, declared = self._open.pop()
        self._tell("EndElement", full, raw=raw)
        if self._separator is not None:
            self._spaces.pop()
        for prefix, _ in reversed(declared):
            self._tell("EndNamespaceDecl", prefix)
        if not self._open:
            self._stage = 3

    def _end(self, source, at):
        match = _name.match(source, at + 2)
        if not match:
            if at + 2 == len(source):
                raise _More
            raise _Wrong(4, at + 2)
        after = _space.match(source, match.end()).end()
        if after == len(source):
            raise _More
        if source[after] != ">":
            raise _Wrong(4, after)
        if not self._open:
            raise _Wrong(9 if self._stage == 3 else 4, at if self._stage == 3 else at + 1)
        if self._open[-1][0] != match[0]:
            raise _Wrong(7, at + 2)
        self._close(source[at:after + 1])
        return after + 1

    def _instruction(self, source, at):
        end = self._find(source, "?>", at + 2)
        match = _name.match(source, at + 2, end)
        if not match:
            raise _Wrong(4, at + 2)
        if match[0].lower() == "xml":
            if self._stage or at or self._passed != (1, 0, 0):
                raise _Wrong(17, at)
            found = _declaration.match(source, at, end + 2)
            if not found:
                raise _Wrong(30, _version.match(source, at).end())
            self._stage = 1
            standalone = {"yes": 1, "no": 0}.get(found[6], -1)
            self._tell("XmlDecl", found[2], found[4], standalone, raw=found[0])
            return end + 2
        self._legal(source, at, end)
        self._stage = self._stage or 1
        data = source[match.end():end].lstrip(" \t\r\n")
        self._tell("ProcessingInstruction", match[0], data.replace("\r\n", "\n"), raw=source[at:end + 2])
        return end + 2

    def _marked(self, source, at):
        if source.startswith("<!--", at):
            end = self._find(source, "--", at + 4)
            if end + 2 == len(source):
                raise _More
            if source[end + 2] != ">":
                raise _Wrong(4, end + 2)
            self._legal(source, at, end)
            self._stage = self._stage or 1
            self._tell("Comment", source[at + 4:end].replace("\r\n", "\n"), raw=source[at:end + 3])
            return end + 3
        if source.startswith("<![CDATA[", at) and self._stage == 2:
            end = self._find(source, "]]>", at + 9)
            self._legal(source, at, end)
            self._tell("StartCdataSection", raw="<![CDATA[")
            if end > at + 9:
                self._characters(source[at + 9:end])
            self._tell("EndCdataSection", raw="]]>")
            return end + 3
        if source.startswith("<!DOCTYPE", at) and self._stage < 2:
            return self._doctype(source, at)
        if any(word.startswith(source[at:]) for word in ("<!--", "<![CDATA[", "<!DOCTYPE")):
            raise _More
        raise _Wrong(4, at + 2)

    def _doctype(self, source, at):
        place = _space.match(source, at + 9).end()
        match = _name.match(source, place)
        if not match or match.end() == len(source):
            raise _More if match or place == len(source) else _Wrong(4, place)
        name, place, system, public = match[0], match.end(), None, None
        found = _external.match(source, place)
        if found:
            system, public = found[1] or found[3], found[2]
            system, public = system and system[1:-1], public and " ".join(public[1:-1].split())
            place = found.end()
            self._has_dtd = True
        place = _space.match(source, place).end()
        if place == len(source):
            raise _More
        subset = source[place] == "["
        if not subset and source[place] != ">":
            raise _More if source.find(">", place) < 0 else _Wrong(2, place)
        if subset:
            # All of it must be there first.
            self._declarations(source, place + 1, True)
        self._stage = 1
        self._tell("StartDoctypeDecl", name, system, public, subset, raw=source[at:place + subset])
        if subset:
            place = _space.match(source, self._declarations(source, place + 1, False)).end()
            if place == len(source):
                raise _More
            if source[place] != ">":
                raise _Wrong(4, place)
        self._tell("EndDoctypeDecl", raw=">")
        return place + 1

    def _declarations(self, source, place, dry):
        """Declarations up to the bracket; a dry run only looks whether they are complete."""
        while True:
            place = _space.match(source, place).end()
            if place == len(source):
                raise _More
            if source[place] == "]":
                return place + 1
            if source[place] == "%":
                end = self._find(source, ";", place)
                self._has_dtd = True
                place = end + 1
                continue
            if source.startswith("<!--", place):
                end = self._find(source, "-->", place + 4)
                if not dry:
                    self._tell("Comment", source[place + 4:end], raw=source[place:end + 3])
                place = end + 3
                continue
            if source.startswith("<?", place):
                end = self._find(source, "?>", place)
                if not dry:
                    place = self._instruction(source, place)
                place = end + 2
                continue
            if not source.startswith("<!", place):
                raise _Wrong(2 if source[place] == "<" else 4, place)
            end = place + 2
            while source[end:end + 1] != ">":
                if end >= len(source):
                    raise _More
                end = self._find(source, source[end], end + 1) + 1 if source[end] in "\"'" else end + 1
            if not dry:
                self._declare(source, place, end)
            place = end + 1

    def _declare(self, source, at, end):
        kind, rest = (source[at + 2:end].split(None, 1) + [""])[:2]
        raw = source[at:end + 1]
        match = _re.match(r"(%\s+)?(" + _NAME + ")", rest)
        if not match:
            raise _Wrong(2, at)
        name, rest = match[2], rest[match.end():]
        external = _external.match(rest)
        public = external and external[2] and " ".join(external[2][1:-1].split())
        system = external and (external[1] or external[3])
        system = system and system[1:-1]
        if kind == "ENTITY":
            notation = external and _re.match(r"\s+NDATA\s+(" + _NAME + ")", rest[external.end():])
            value = None
            if not external:
                text = rest.strip()
                if len(text) < 2 or text[0] not in "\"'" or text[-1] != text[0]:
                    raise _Wrong(2, at)
                value = _re.sub(r"&#(?:(\d+)|x([0-9a-fA-F]+));", lambda m: self._character(m, at), text[1:-1])
            if not match[1]:
                self._entities.setdefault(name, value)
            if notation and self.UnparsedEntityDeclHandler is not None:
                self._tell("UnparsedEntityDecl", name, self._base, system, public, notation[1])
            else:
                self._tell("EntityDecl", name, bool(match[1]), value, self._base, system, public,
                           notation and notation[1], raw=raw)
        elif kind == "NOTATION":
            self._tell("NotationDecl", name, self._base, system, public, raw=raw)
        elif kind == "ATTLIST":
            for found in _attribute.finditer(rest):
                value = found[3]
                required, fixed = value == "#REQUIRED", value.startswith("#FIXED")
                value = None if value in ("#REQUIRED", "#IMPLIED") else self._value(value[6:].strip()[1:-1] if fixed
                                                                                   else value[1:-1], at)
                self._defaults.setdefault(name, {}).setdefault(found[1], value)
                self._tell("AttlistDecl", name, found[1], found[2], value, required or fixed)
            if self.AttlistDeclHandler is None:
                self._default(raw)
        elif kind == "ELEMENT":
            simple = {"EMPTY": (model.XML_CTYPE_EMPTY, 0, None, ()), "ANY": (model.XML_CTYPE_ANY, 0, None, ())}
            self._tell("ElementDecl", name, simple.get(rest.strip(), (model.XML_CTYPE_MIXED, 0, None, ())), raw=raw)
        else:
            raise _Wrong(2, at)


xmlparser.__module__ = "pyexpat"
XMLParserType = xmlparser


def ParserCreate(encoding=None, namespace_separator=None, intern=None):
    if encoding is not None and not isinstance(encoding, str):
        kind = type(encoding).__name__
        raise TypeError(f"ParserCreate() argument 'encoding' must be str or None, not {kind}")
    if namespace_separator is not None and not isinstance(namespace_separator, str):
        kind = type(namespace_separator).__name__
        raise TypeError(f"ParserCreate() argument 'namespace_separator' must be str or None, not {kind}")
    if namespace_separator is not None and len(namespace_separator) > 1:
        raise ValueError("namespace_separator must be at most one character, omitted, or None")
    return xmlparser(encoding, namespace_separator, intern)


def _submodule(name, **values):
    module = type(_sys)("pyexpat." + name)
    module.__dict__.update(values)
    _sys.modules["pyexpat." + name] = module
    return module


errors = _submodule(
    "errors", **{"XML_ERROR_" + name: text for name, text in _MESSAGES.values()},
    codes={text: number for number, (_, text) in _MESSAGES.items()},
    messages={number: text for number, (_, text) in _MESSAGES.items()})
model = _submodule(
    "model", XML_CTYPE_EMPTY=1, XML_CTYPE_ANY=2, XML_CTYPE_MIXED=3, XML_CTYPE_NAME=4, XML_CTYPE_CHOICE=5,
    XML_CTYPE_SEQ=6, XML_CQUANT_NONE=0, XML_CQUANT_OPT=1, XML_CQUANT_REP=2, XML_CQUANT_PLUS=3)
