"""The classes of the abstract grammar, and the fields of each.

A row of the grammar that is indented is a class derived from the row above it that is not; `@` stands behind those
whose nodes have positions.
"""

PyCF_ONLY_AST = 0x400
PyCF_TYPE_COMMENTS = 0x1000
PyCF_ALLOW_TOP_LEVEL_AWAIT = 0x2000
PyCF_OPTIMIZED_AST = 0x8400

_GRAMMAR = """\
mod()
  Module(stmt* body, type_ignore* type_ignores)
  Interactive(stmt* body)
  Expression(expr body)
  FunctionType(expr* argtypes, expr returns)
stmt() @
  FunctionDef(str name, arguments args, stmt* body, expr* decorator_list, expr? returns, str? type_comment, \
        type_param* type_params)
  AsyncFunctionDef(str name, arguments args, stmt* body, expr* decorator_list, expr? returns, str? \
        type_comment, type_param* type_params)
  ClassDef(str name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* \
        type_params)
  Return(expr? value)
  Delete(expr* targets)
  Assign(expr* targets, expr value, str? type_comment)
  TypeAlias(expr name, type_param* type_params, expr value)
  AugAssign(expr target, operator op, expr value)
  AnnAssign(expr target, expr annotation, expr? value, int simple)
  For(expr target, expr iter, stmt* body, stmt* orelse, str? type_comment)
  AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, str? type_comment)
  While(expr test, stmt* body, stmt* orelse)
  If(expr test, stmt* body, stmt* orelse)
  With(withitem* items, stmt* body, str? type_comment)
  AsyncWith(withitem* items, stmt* body, str? type_comment)
  Match(expr subject, match_case* cases)
  Raise(expr? exc, expr? cause)
  Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
  TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
  Assert(expr test, expr? msg)
  Import(alias* names)
  ImportFrom(str? module, alias* names, int? level)
  Global(str* names)
  Nonlocal(str* names)
  Expr(expr value)
  Pass()
  Break()
  Continue()
expr() @
  BoolOp(boolop op, expr* values)
  NamedExpr(expr target, expr value)
  BinOp(expr left, operator op, expr right)
  UnaryOp(unaryop op, expr operand)
  Lambda(arguments args, expr body)
  IfExp(expr test, expr body, expr orelse)
  Dict(expr* keys, expr* values)
  Set(expr* elts)
  ListComp(expr elt, comprehension* generators)
  SetComp(expr elt, comprehension* generators)
  DictComp(expr key, expr value, comprehension* generators)
  GeneratorExp(expr elt, comprehension* generators)
  Await(expr value)
  Yield(expr? value)
  YieldFrom(expr value)
  Compare(expr left, cmpop* ops, expr* comparators)
  Call(expr func, expr* args, keyword* keywords)
  FormattedValue(expr value, int conversion, expr? format_spec)
  JoinedStr(expr* values)
  Constant(object value, str? kind)
  Attribute(expr value, str attr, expr_context ctx)
  Subscript(expr value, expr slice, expr_context ctx)
  Starred(expr value, expr_context ctx)
  Name(str id, expr_context ctx)
  List(expr* elts, expr_context ctx)
  Tuple(expr* elts, expr_context ctx)
  Slice(expr? lower, expr? upper, expr? step)
expr_context()
  Load()
  Store()
  Del()
boolop()
  And()
  Or()
operator()
  Add()
  Sub()
  Mult()
  MatMult()
  Div()
  Mod()
  Pow()
  LShift()
  RShift()
  BitOr()
  BitXor()
  BitAnd()
  FloorDiv()
unaryop()
  Invert()
  Not()
  UAdd()
  USub()
cmpop()
  Eq()
  NotEq()
  Lt()
  LtE()
  Gt()
  GtE()
  Is()
  IsNot()
  In()
  NotIn()
comprehension(expr target, expr iter, expr* ifs, int is_async)
excepthandler() @
  ExceptHandler(expr? type, str? name, stmt* body)
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* \
        defaults)
arg(str arg, expr? annotation, str? type_comment) @
keyword(str? arg, expr value) @
alias(str name, str? asname) @
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
pattern() @
  MatchValue(expr value)
  MatchSingleton(object value)
  MatchSequence(pattern* patterns)
  MatchMapping(expr* keys, pattern* patterns, str? rest)
  MatchClass(expr cls, pattern* patterns, str* kwd_attrs, pattern* kwd_patterns)
  MatchStar(str? name)
  MatchAs(pattern? pattern, str? name)
  MatchOr(pattern* patterns)
type_ignore()
  TypeIgnore(int lineno, str tag)
type_param() @
  TypeVar(str name, expr? bound, expr? default_value)
  ParamSpec(str name, expr? default_value)
  TypeVarTuple(str name, expr? default_value)
"""


class AST:
    _fields = ()
    _attributes = ()
    _field_types = {}
    __match_args__ = ()

    def __init__(self, /, *args, **kwargs):
        cls = type(self)
        fields = cls._fields
        if len(args) > len(fields):
            plural = "" if len(fields) == 1 else "s"
            raise TypeError(f"{cls.__name__} constructor takes at most {len(fields)} positional argument{plural}")
        own = self.__dict__
        for name, value in zip(fields, args):
            setattr(self, name, value)
        for name, value in kwargs.items():
            if name in fields:
                if name in own and fields.index(name) < len(args):
                    raise TypeError(f"{cls.__name__} got multiple values for argument {name!r}")
            elif name not in cls._attributes:
                _warn(f"{cls.__name__}.__init__ got an unexpected keyword argument {name!r}. Support for arbitrary "
                      "keyword arguments is deprecated and will be removed in Python 3.15.")
            setattr(self, name, value)
        if len(own) < len(fields) or any(name not in own for name in fields):
            types = cls._field_types
            for name in fields:
                if name in own:
                    continue
                kind = types.get(name)
                if kind is None:
                    continue
                mark = _MARKS.get((cls.__name__, name), "")
                if mark == "*":
                    setattr(self, name, [])
                elif mark == "?":
                    pass
                elif kind is expr_context:
                    setattr(self, name, Load())
                else:
                    _warn(f"{cls.__name__}.__init__ missing 1 required positional argument: {name!r}. This will "
                          "become an error in Python 3.15.")

    def __reduce_ex__(self, protocol):
        return type(self), (), dict(self.__dict__)

    def __replace__(self, /, **changes):
        state = {name: getattr(self, name) for name in self._fields + self._attributes if hasattr(self, name)}
        state.update(changes)
        return type(self)(**state)


AST.__module__ = "ast"
_MARKS = {}
_SIMPLE = {"str": str, "int": int, "object": object}
_POSITIONS = ("lineno", "col_offset", "end_lineno", "end_col_offset")


def _warn(message):
    import warnings
    warnings.warn(message, DeprecationWarning, stacklevel=3)


def _make():
    rows, base = [], None
    for row in _GRAMMAR.splitlines():
        name, rest = row.split("(")
        name = name.strip()
        fields, rest = rest.split(")")
        if row[0] == " ":
            parent = base
        else:
            parent, base = AST, name
        pairs = [field.split() for field in fields.split(", ")] if fields else []
        names = tuple(field for _, field in pairs)
        namespace = {"__module__": "ast", "_fields": names, "__match_args__": names}
        if rest.strip():
            namespace["_attributes"] = _POSITIONS
            namespace["end_lineno"] = namespace["end_col_offset"] = None
        doc = f"{name}({', '.join(kind + ' ' + field for kind, field in pairs)})" if pairs else name
        namespace["__doc__"] = doc
        for kind, field in pairs:
            if kind[-1] in "?*":
                _MARKS[name, field] = kind[-1]
            if kind[-1] == "?":
                namespace[field] = None
        bases = (parent if isinstance(parent, type) else globals()[parent],)
        globals()[name] = made = type(name, bases, namespace)
        rows.append((made, pairs))
    for made, pairs in rows:
        types = {}
        for kind, field in pairs:
            plain = kind.rstrip("?*")
            plain = _SIMPLE.get(plain) or globals()[plain]
            types[field] = list[plain] if kind[-1] == "*" else plain | None if kind[-1] == "?" else plain
        made._field_types = types


_make()
inf = 1e309
nan = inf - inf
