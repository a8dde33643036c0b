"""Trees of `ast` nodes as plain data for the compiler, after the checks that CPython makes.

A node becomes its name, its position and a dict of its fields; a constant a tuple of one. What `_plain` refuses CPython
refuses while it reads a node's attributes, what `_check` refuses its validation of the whole tree.
"""

import _ast

_MISSING = object()
_MODES = {"exec": "Module", "eval": "Expression", "single": "Interactive", "func_type": "FunctionType"}


def plain(tree, mode):
    wanted = _MODES[mode]
    if not isinstance(tree, getattr(_ast, wanted)):
        raise TypeError(f"expected {wanted} node, got {type(tree).__name__}")
    made = _plain(tree, "mod")
    _check_mod(made)
    return made


def _plain(node, group):
    if node is None:
        return None
    place = _place(node, group) if group in _ast._LOCATED else None
    name, fields = _shape(node, group)
    made = {}
    for field, kind, mark in fields:
        value = getattr(node, field, _MISSING)
        if mark == "*":
            made[field] = _items(value, name, field, kind)
        elif value is _MISSING or value is None and mark == "?":
            if mark != "?":
                raise TypeError(f'required field "{field}" missing from {name}')
            made[field] = 0 if kind == "int" else None
        else:
            made[field] = _value(value, kind)
    for field, kind, mark in fields:
        if not mark and made[field] is None:
            raise ValueError(f"field '{field}' is required for {name}")
    return name, place, made


def _place(node, group):
    place = []
    for field in "lineno", "col_offset":
        value = getattr(node, field, _MISSING)
        if value is _MISSING:
            raise TypeError(f'required field "{field}" missing from {group}')
        place.append(_int(value))
    for at, field in enumerate(("end_lineno", "end_col_offset")):
        value = getattr(node, field, None)
        place.append(place[at] if value is None else _int(value))
    return tuple(place)


def _shape(node, group):
    shape = _ast._SHAPES.get(type(node))
    if shape is not None and shape[0] == group:
        return shape[1:]
    candidates = _ast._GROUPS[group]
    for candidate in candidates:
        # What has one shape only is not looked at.
        if candidate.__name__ == group or isinstance(node, candidate):
            return _ast._SHAPES[candidate][1:]
    raise TypeError(f"expected some sort of {group}, but got {node!r}")


def _items(value, name, field, kind):
    if value is _MISSING:
        return []
    if not isinstance(value, list):
        raise TypeError(f'{name} field "{field}" must be a list, not a {type(value).__name__}')
    items, length = [], len(value)
    for at in range(length):
        items.append(_value(value[at], kind))
        if len(value) != length:
            raise RuntimeError(f'{name} field "{field}" changed size during iteration')
    return items


def _value(value, kind):
    if kind == "identifier":
        if value is not None and type(value) is not str:
            raise TypeError("AST identifier must be of type str")
        return value
    if kind == "constant":
        return value,
    if kind == "int":
        return _int(value)
    if kind == "string":
        if type(value) is not str and type(value) is not bytes:
            raise TypeError("AST string must be of type str")
        return value
    made = _plain(value, kind)
    return made[0] if made is not None and kind in _ast._ENUMS else made


def _int(value):
    if not isinstance(value, int):
        raise ValueError(f"invalid integer value: {value!r}")
    if not -1 << 31 <= value < 1 << 31:
        raise OverflowError("Python int too large to convert to C int")
    return int(value)


def _check_mod(node):
    name, _, fields = node
    if name == "Expression":
        _expr(fields["body"])
    elif name == "FunctionType":
        _exprs(fields["argtypes"])
        _expr(fields["returns"])
    else:
        _stmts(fields["body"])


def _located(node):
    lineno, column, end_lineno, end_column = node[1]
    if lineno > end_lineno:
        raise ValueError(f"AST node line range ({lineno}, {end_lineno}) is not valid")
    if lineno < 0 and end_lineno != lineno or column < 0 and column != end_column:
        raise ValueError(
            f"AST node column range ({column}, {end_column}) for line range ({lineno}, {end_lineno}) is not valid")
    if lineno == end_lineno and column > end_column:
        raise ValueError(f"line {lineno}, column {column}-{end_column} is not a valid range")


def _name(name):
    if name in ("None", "True", "False"):
        raise ValueError(f"identifier field can't represent '{name}' constant")


def _some(items, what, owner):
    if not items:
        raise ValueError(f"empty {what} on {owner}")


def _body(items, owner):
    _some(items, "body", owner)
    _stmts(items)


def _stmts(items):
    for item in items:
        if item is None:
            raise ValueError("None disallowed in statement list")
        _stmt(item)


def _exprs(items, context="Load", gaps=False):
    for item in items:
        if item is not None:
            _expr(item, context)
        elif not gaps:
            raise ValueError("None disallowed in expression list")


def _maybe(node, context="Load"):
    if node is not None:
        _expr(node, context)


def _keywords(keywords):
    for keyword in keywords:
        _expr(keyword[2]["value"])


def _arguments(node):
    fields = node[2]
    arguments = [*fields["posonlyargs"], *fields["args"], fields["vararg"], *fields["kwonlyargs"], fields["kwarg"]]
    for argument in arguments:
        if argument is not None:
            _located(argument)
            _maybe(argument[2]["annotation"])
    if len(fields["defaults"]) > len(fields["posonlyargs"]) + len(fields["args"]):
        raise ValueError("more positional defaults than args on arguments")
    if len(fields["kw_defaults"]) != len(fields["kwonlyargs"]):
        raise ValueError("length of kwonlyargs is not the same as kw_defaults on arguments")
    _exprs(fields["defaults"])
    _exprs(fields["kw_defaults"], gaps=True)


def _type_params(items):
    for item in items:
        _located(item)
        fields = item[2]
        _name(fields["name"])
        _maybe(fields.get("bound"))
        _maybe(fields["default_value"])


def _generators(items):
    if not items:
        raise ValueError("comprehension with no generators")
    for _, _, fields in items:
        _expr(fields["target"], "Store")
        _expr(fields["iter"])
        _exprs(fields["ifs"])


def _constant(value):
    kind = type(value)
    if kind in (tuple, frozenset):
        for item in value:
            _constant(item)
    elif value is not None and value is not ... and kind not in (int, float, complex, bool, str, bytes):
        raise TypeError(f"got an invalid type in Constant: {kind.__name__}")


def _expr(node, context="Load"):
    _located(node)
    name, _, fields = node
    if "ctx" in fields:
        if fields["ctx"] != context:
            raise ValueError(f"expression must have {context} context but has {fields['ctx']} instead")
    elif context != "Load":
        raise ValueError(f"expression which can't be assigned to in {context} context")
    match name:
        case "Name":
            _name(fields["id"])
        case "Constant":
            _constant(*fields["value"])
        case "Attribute":
            _expr(fields["value"])
        case "Call":
            _expr(fields["func"])
            _exprs(fields["args"])
            _keywords(fields["keywords"])
        case "BinOp":
            _expr(fields["left"])
            _expr(fields["right"])
        case "UnaryOp":
            _expr(fields["operand"])
        case "BoolOp":
            if len(fields["values"]) < 2:
                raise ValueError("BoolOp with less than 2 values")
            _exprs(fields["values"])
        case "Compare":
            if not fields["comparators"]:
                raise ValueError("Compare with no comparators")
            if len(fields["comparators"]) != len(fields["ops"]):
                raise ValueError("Compare has a different number of comparators and operands")
            _exprs(fields["comparators"])
            _expr(fields["left"])
        case "Subscript":
            _expr(fields["slice"])
            _expr(fields["value"])
        case "Starred":
            _expr(fields["value"], context)
        case "List" | "Tuple":
            _exprs(fields["elts"], context)
        case "Dict":
            if len(fields["keys"]) != len(fields["values"]):
                raise ValueError("Dict doesn't have the same number of keys as values")
            _exprs(fields["keys"], gaps=True)
            _exprs(fields["values"])
        case "Set":
            _exprs(fields["elts"])
        case "ListComp" | "SetComp" | "GeneratorExp":
            _generators(fields["generators"])
            _expr(fields["elt"])
        case "DictComp":
            _generators(fields["generators"])
            _expr(fields["key"])
            _expr(fields["value"])
        case "Lambda":
            _arguments(fields["args"])
            _expr(fields["body"])
        case "IfExp":
            _expr(fields["test"])
            _expr(fields["body"])
            _expr(fields["orelse"])
        case "NamedExpr":
            if fields["target"][0] != "Name":
                raise TypeError("NamedExpr target must be a Name")
            _expr(fields["value"])
        case "JoinedStr":
            _exprs(fields["values"])
        case "FormattedValue":
            _expr(fields["value"])
            _maybe(fields["format_spec"])
        case "Slice":
            _maybe(fields["lower"])
            _maybe(fields["upper"])
            _maybe(fields["step"])
        case "Await" | "YieldFrom" | "Yield":
            _maybe(fields["value"])


def _is_number(node, real, imaginary):
    if node[0] != "Constant":
        return False
    value, = node[2]["value"]
    return real and type(value) in (int, float) or imaginary and type(value) is complex


def _is_negative(node, real, imaginary):
    return node[0] == "UnaryOp" and node[2]["op"] == "USub" and _is_number(node[2]["operand"], real, imaginary)


def _is_complex(node):
    left, right = node[2]["left"], node[2]["right"]
    return (node[2]["op"] in ("Add", "Sub") and _is_number(right, False, True)
            and (_is_number(left, True, False) or _is_negative(left, True, False)))


def _match_value(node):
    _expr(node)
    match node[0]:
        case "Constant":
            value, = node[2]["value"]
            if type(value) not in (int, float, bytes, complex, str):
                raise ValueError("unexpected constant inside of a literal pattern")
            return
        case "Attribute" | "JoinedStr":
            return
        case "UnaryOp" if _is_negative(node, True, True):
            return
        case "BinOp" if _is_complex(node):
            return
    raise ValueError("patterns may only match literals and attribute lookups")


def _capture(name):
    if name == "_":
        raise ValueError("can't capture name '_' in patterns")
    _name(name)


def _patterns(items, star=False):
    for item in items:
        _pattern(item, star)


def _pattern(node, star=False):
    _located(node)
    name, _, fields = node
    match name:
        case "MatchValue":
            _match_value(fields["value"])
        case "MatchSingleton":
            value, = fields["value"]
            if value is not None and type(value) is not bool:
                raise ValueError("MatchSingleton can only contain True, False and None")
        case "MatchSequence":
            _patterns(fields["patterns"], True)
        case "MatchMapping":
            if len(fields["keys"]) != len(fields["patterns"]):
                raise ValueError("MatchMapping doesn't have the same number of keys as patterns")
            if fields["rest"] is not None:
                _capture(fields["rest"])
            for key in fields["keys"]:
                if key[0] != "Constant" or key[2]["value"][0] not in (None, True, False):
                    _match_value(key)
            _patterns(fields["patterns"])
        case "MatchClass":
            if len(fields["kwd_attrs"]) != len(fields["kwd_patterns"]):
                raise ValueError("MatchClass doesn't have the same number of keyword attributes as patterns")
            _expr(fields["cls"])
            base = fields["cls"]
            while base[0] == "Attribute":
                base = base[2]["value"]
            if base[0] != "Name":
                raise ValueError("MatchClass cls field can only contain Name or Attribute nodes.")
            for attribute in fields["kwd_attrs"]:
                _name(attribute)
            _patterns(fields["patterns"])
            _patterns(fields["kwd_patterns"])
        case "MatchStar":
            if not star:
                raise ValueError("can't use MatchStar here")
            if fields["name"] is not None:
                _capture(fields["name"])
        case "MatchAs":
            if fields["name"] is not None:
                _capture(fields["name"])
            if fields["pattern"] is not None:
                if fields["name"] is None:
                    raise ValueError("MatchAs must specify a target name if a pattern is given")
                _pattern(fields["pattern"])
        case "MatchOr":
            if len(fields["patterns"]) < 2:
                raise ValueError("MatchOr requires at least 2 patterns")
            _patterns(fields["patterns"])


def _stmt(node):
    _located(node)
    name, _, fields = node
    match name:
        case "Expr":
            _expr(fields["value"])
        case "Assign" | "Delete":
            context = "Del" if name == "Delete" else "Store"
            _some(fields["targets"], "targets", name)
            _exprs(fields["targets"], context)
            _maybe(fields.get("value"))
        case "FunctionDef" | "AsyncFunctionDef":
            _body(fields["body"], name)
            _type_params(fields["type_params"])
            _arguments(fields["args"])
            _exprs(fields["decorator_list"])
            _maybe(fields["returns"])
        case "ClassDef":
            _body(fields["body"], name)
            _type_params(fields["type_params"])
            _exprs(fields["bases"])
            _keywords(fields["keywords"])
            _exprs(fields["decorator_list"])
        case "Return":
            _maybe(fields["value"])
        case "AugAssign":
            _expr(fields["target"], "Store")
            _expr(fields["value"])
        case "AnnAssign":
            if fields["target"][0] != "Name" and fields["simple"]:
                raise TypeError("AnnAssign with simple non-Name target")
            _expr(fields["target"], "Store")
            _maybe(fields["value"])
            _expr(fields["annotation"])
        case "TypeAlias":
            if fields["name"][0] != "Name":
                raise TypeError("TypeAlias with non-Name name")
            _expr(fields["name"], "Store")
            _type_params(fields["type_params"])
            _expr(fields["value"])
        case "For" | "AsyncFor":
            _expr(fields["target"], "Store")
            _expr(fields["iter"])
            _body(fields["body"], name)
            _stmts(fields["orelse"])
        case "While" | "If":
            _expr(fields["test"])
            _body(fields["body"], name)
            _stmts(fields["orelse"])
        case "With" | "AsyncWith":
            _some(fields["items"], "items", name)
            for _, _, item in fields["items"]:
                _expr(item["context_expr"])
                _maybe(item["optional_vars"], "Store")
            _body(fields["body"], name)
        case "Match":
            _expr(fields["subject"])
            _some(fields["cases"], "cases", "Match")
            for _, _, case in fields["cases"]:
                _pattern(case["pattern"])
                _maybe(case["guard"])
                _body(case["body"], "match_case")
        case "Raise":
            if fields["exc"] is None and fields["cause"] is not None:
                raise ValueError("Raise with cause but no exception")
            _maybe(fields["exc"])
            _maybe(fields["cause"])
        case "Try" | "TryStar":
            _body(fields["body"], name)
            if not fields["handlers"] and not fields["finalbody"]:
                raise ValueError(f"{name} has neither except handlers nor finalbody")
            if not fields["handlers"] and fields["orelse"]:
                raise ValueError(f"{name} has orelse but no except handlers")
            for handler in fields["handlers"]:
                _located(handler)
                _maybe(handler[2]["type"])
                _body(handler[2]["body"], "ExceptHandler")
            _stmts(fields["finalbody"])
            _stmts(fields["orelse"])
        case "Assert":
            _expr(fields["test"])
            _maybe(fields["msg"])
        case "Import":
            _some(fields["names"], "names", name)
        case "ImportFrom":
            if fields["level"] < 0:
                raise ValueError("Negative ImportFrom level")
            _some(fields["names"], "names", name)
        case "Global" | "Nonlocal":
            _some(fields["names"], "names", name)


# What came into the language with which version 3.x; `ast.parse(feature_version=…)` refuses what is newer.
_NEWER = {
    "AsyncFunctionDef": (5, "Async functions are"),
    "AsyncFor": (5, "Async for loops are"),
    "AsyncWith": (5, "Async with statements are"),
    "Await": (5, "Await expressions are"),
    "MatMult": (5, "The '@' operator is"),
    "AnnAssign": (6, "Variable annotation syntax is"),
    "NamedExpr": (8, "Assignment expressions are"),
    "Match": (10, "Pattern matching is"),
    "TryStar": (11, "Exception groups are"),
    "TypeAlias": (12, "Type statement is"),
}


def annotate(tree, source, filename, comments, version):
    """A tree that was parsed, with type comments, and without what a version does not have."""
    text = source if isinstance(source, str) else bytes(source).decode("utf-8-sig", "replace")
    if version >= 0:
        _refuse_newer(tree, text, filename, version)
    if comments:
        _Comments(text, filename).put(tree)
    return tree


def _refuse_newer(tree, text, filename, version):
    lines = text.split("\n")

    def refuse(node, since, what):
        if version < since:
            line = lines[node.lineno - 1] if node.lineno <= len(lines) else ""
            message = f"{what} only supported in Python 3.{since} and greater"
            raise SyntaxError(message, (filename, node.lineno, node.col_offset + 1, line,
                                        node.end_lineno, node.end_col_offset + 1))

    def walk(node, place):
        kind = type(node).__name__
        if hasattr(node, "lineno"):
            place = node
        if kind in _NEWER:
            refuse(place, *_NEWER[kind])
        elif kind == "comprehension" and node.is_async:
            refuse(place, 6, "Async comprehensions are")
        elif kind == "arguments" and node.posonlyargs:
            refuse(place, 8, "Positional-only parameters are")
        elif kind == "Constant" and type(node.value) in (int, float, complex):
            literal = lines[node.lineno - 1].encode()[node.col_offset:node.end_col_offset]
            if b"_" in literal:
                refuse(place, 6, "Underscores in numeric literals are")
        elif getattr(node, "default_value", None) is not None:
            refuse(place, 13, "Type parameter defaults are")
        if getattr(node, "type_params", None):
            refuse(node.type_params[0], 12, "Type parameter lists are")
        for field in node._fields:
            value = getattr(node, field, None)
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, _ast.AST):
                    walk(item, place)

    walk(tree, tree)


class _Comments:
    """The tokens of a text, and which of its comments say types."""

    def __init__(self, text, filename):
        import re
        from _pylens import tokens
        COMMENT, NEWLINE, INDENT, DEDENT, NL = 62, 4, 5, 6, 63
        self.filename = filename
        self.between = {COMMENT, NEWLINE, INDENT, DEDENT, NL}
        self.tokens, _ = tokens(text, True)
        self.kinds = COMMENT, INDENT
        self.types, self.ignores = {}, []
        for at, (kind, string, start, _, _) in enumerate(self.tokens):
            found = kind == COMMENT and re.match(r"#[ \t]*type:[ \t]*", string)
            if not found:
                continue
            rest = string[found.end():]
            if re.match(r"ignore(?![^\x00-\x7f]|[a-zA-Z0-9])", rest):
                self.ignores.append(_ast.TypeIgnore(start[0], rest[6:]))
            else:
                self.types[at] = rest
        # Where each token begins, as nodes count columns.
        self.places = {}
        for at, (kind, _, (line, column), _, text) in enumerate(self.tokens):
            if kind not in self.between:
                self.places.setdefault((line, len(text[:column].encode())), at)

    def put(self, tree):
        if isinstance(tree, _ast.Module):
            tree.type_ignores = self.ignores
        if self.types:
            self.walk(tree)
        for at in self.types:
            _, _, (line, column), end, text = self.tokens[at]
            raise SyntaxError("invalid syntax", (self.filename, line, column + 1, text, end[0], end[1] + 1))

    def walk(self, node):
        if isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef)):
            self.parameters(node)
        if isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef, _ast.For, _ast.AsyncFor, _ast.With, _ast.AsyncWith)):
            self.header(node)
        if isinstance(node, _ast.Assign):
            self.behind(node, self.last(node))
        for field in node._fields:
            value = getattr(node, field, None)
            for item in value if isinstance(value, list) else (value,):
                if isinstance(item, _ast.AST):
                    self.walk(item)

    def behind(self, node, at):
        """The comment behind a token belongs to a node."""
        if at + 1 in self.types:
            node.type_comment = self.types.pop(at + 1)
            return True
        return False

    def last(self, node):
        """The last token of a node."""
        at = self.places.get((node.lineno, node.col_offset), 0)
        end = node.end_lineno, node.end_col_offset
        while at + 1 < len(self.tokens):
            _, _, _, (line, column), text = self.tokens[at]
            lines = text.split("\n")
            if (line, len((lines[-2] if len(lines) > 2 else text)[:column].encode())) >= end:
                break
            at += 1
        return at

    def header(self, node):
        """What is behind the colon, or, for functions, on a line of its own in front of the body."""
        first = node.body[0]
        decorators = getattr(first, "decorator_list", None)
        at = self.places.get((first.lineno, first.col_offset), 0)
        if decorators:
            at = self.places.get((decorators[0].lineno, decorators[0].col_offset), 1) - 1
        inside = at
        while at > 0 and (self.tokens[at - 1][0] in self.between):
            at -= 1
        found = self.behind(node, at - 1)
        if isinstance(node, (_ast.FunctionDef, _ast.AsyncFunctionDef)):
            for other in range(at, inside):
                if self.tokens[other][0] == self.kinds[1]:
                    break
                if other in self.types:
                    if found:
                        line = self.tokens[other][2][0]
                        raise SyntaxError("Cannot have two type comments on def", (self.filename, line, 1, "", line, 1))
                    node.type_comment = self.types.pop(other)
                    break

    def parameters(self, node):
        arguments = node.args
        every = [*arguments.posonlyargs, *arguments.args, arguments.vararg, *arguments.kwonlyargs, arguments.kwarg]
        defaults = [*arguments.defaults, *arguments.kw_defaults]
        begin = lambda part: (part.lineno, part.col_offset)
        parts = sorted((part for part in every if part is not None), key=begin)
        for at, part in enumerate(parts):
            until = begin(parts[at + 1]) if at + 1 < len(parts) else (1 << 31, 0)
            ends = [default for default in defaults if default is not None and begin(part) < begin(default) < until]
            token = self.last(ends[-1] if ends else part)
            while self.tokens[token + 1][1] == ")" and ends and token + 2 in self.types:
                token += 1
            if not self.behind(part, token) and self.tokens[token + 1][1] == ",":
                self.behind(part, token + 1)


def func_type(source, filename):
    """What `compile(…, "func_type", PyCF_ONLY_AST)` gives."""
    from _pylens import tokens
    text = source if isinstance(source, str) else bytes(source).decode("utf-8-sig", "replace")
    depth, arrow = 0, None
    for _, string, start, end, _ in tokens(text, False)[0]:
        depth += (string in ("(", "[", "{")) - (string in (")", "]", "}"))
        if string == "->" and depth == 0:
            arrow = start, end
    if arrow is None or not text.startswith("("):
        raise SyntaxError("invalid syntax", (filename, 1, 1, text, 1, 1))
    lines = text.split("\n")
    offset = lambda place: sum(len(line) + 1 for line in lines[:place[0] - 1]) + place[1]
    before, behind = text[:offset(arrow[0])], text[offset(arrow[1]):]
    call = compile("f" + before, filename, "eval", _ast.PyCF_ONLY_AST).body
    blank = "".join("\n" if c == "\n" else " " for c in text[1:offset(arrow[1])])
    returns = compile("(" + blank + behind.rstrip() + ")", filename, "eval", _ast.PyCF_ONLY_AST).body
    stars = [at for at, item in enumerate(call.args) if isinstance(item, _ast.Starred)]
    named = len(call.keywords) > 1 or any(keyword.arg is not None for keyword in call.keywords)
    if named or stars and (len(stars) > 1 or stars[0] != len(call.args) - 1):
        raise SyntaxError("invalid syntax", (filename, 1, 1, text, 1, 1))
    types = [item.value if isinstance(item, _ast.Starred) else item for item in call.args]
    types += [keyword.value for keyword in call.keywords]
    _shift(types)
    return _ast.FunctionType(types, returns)


def _shift(nodes):
    """Takes away what stood in front of the first line."""
    for node in nodes:
        if getattr(node, "lineno", None) == 1:
            node.col_offset -= 1
        if getattr(node, "end_lineno", None) == 1:
            node.end_col_offset -= 1
        for field in node._fields:
            value = getattr(node, field, None)
            _shift(item for item in (value if isinstance(value, list) else (value,)) if isinstance(item, _ast.AST))
