"""What `string.Formatter` needs: the parts of a format string and of a field name."""


def formatter_parser(format_string, /):
    if not isinstance(format_string, str):
        raise TypeError(f"expected str, got {type(format_string).__name__}")
    return _parse(format_string)


def _parse(text):
    at, size = 0, len(text)
    while at < size:
        literal = []
        field = False
        while at < size:
            c = text[at]
            at += 1
            if c in "{}":
                if at < size and text[at] == c:
                    literal.append(c)
                    at += 1
                    yield "".join(literal), None, None, None
                    literal = None
                    break
                if c == "}":
                    raise ValueError("Single '}' encountered in format string")
                if at >= size:
                    raise ValueError("Single '{' encountered in format string")
                field = True
                break
            literal.append(c)
        if literal is None:
            continue
        if not field:
            if literal:
                yield "".join(literal), None, None, None
            return
        start, depth, bracket = at, 1, False
        while at < size:
            c = text[at]
            at += 1
            if c == "[":
                bracket = True
            elif c == "]":
                bracket = False
            elif bracket and depth == 1 and ":" not in text[start:at]:
                continue
            elif c == "{":
                depth += 1
            elif c == "}":
                depth -= 1
                if not depth:
                    break
        if depth:
            raise ValueError("expected '}' before end of string")
        body = text[start:at - 1]
        name, conversion, spec = body, None, ""
        bracket = False
        for index, c in enumerate(body):
            if c == "[":
                bracket = True
            elif c == "]":
                bracket = False
            elif c == "{" and not bracket:
                raise ValueError("unexpected '{' in field name")
            elif c in "!:" and not bracket:
                name = body[:index]
                rest = body[index + 1:]
                if c == ":":
                    spec = rest
                else:
                    if not rest:
                        raise ValueError("end of string while looking for conversion specifier")
                    conversion, rest = rest[0], rest[1:]
                    if rest:
                        if rest[0] != ":":
                            raise ValueError("expected ':' after conversion specifier")
                        spec = rest[1:]
                break
        yield "".join(literal), name, spec, conversion


def formatter_field_name_split(field_name, /):
    if not isinstance(field_name, str):
        raise TypeError(f"expected str, got {type(field_name).__name__}")
    end = len(field_name)
    for index, c in enumerate(field_name):
        if c in ".[":
            end = index
            break
    first = field_name[:end]
    if first.isascii() and first.isdigit():
        first = int(first)
    return first, _rest(field_name, end)


def _rest(text, at):
    while at < len(text):
        c = text[at]
        at += 1
        if c == ".":
            end = at
            while end < len(text) and text[end] not in ".[":
                end += 1
            name = text[at:end]
            if not name:
                raise ValueError("Empty attribute in format string")
            yield True, name
            at = end
        elif c == "[":
            end = text.find("]", at)
            if end < 0:
                raise ValueError("Missing ']' in format string")
            name = text[at:end]
            if not name:
                raise ValueError("Empty attribute in format string")
            yield False, int(name) if name.isascii() and name.isdigit() else name
            at = end + 1
        else:
            raise ValueError("Only '.' or '[' may follow ']' in format field specifier")
