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
  FunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? type_comment, \
        type_param* type_params)
  AsyncFunctionDef(identifier name, arguments args, stmt* body, expr* decorator_list, expr? returns, string? \
        type_comment, type_param* type_params)
  ClassDef(identifier name, expr* bases, keyword* keywords, stmt* body, expr* decorator_list, type_param* \
        type_params)
  Return(expr? value)
  Delete(expr* targets)
  Assign(expr* targets, expr value, string? type_comment)
  TypeAlias(expr name, type_param* type_params, expr value)
  AugAssign(expr target, operator op, expr value)
  AnnAssign(expr target, expr annotation, expr? value, int simple)
  For(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
  AsyncFor(expr target, expr iter, stmt* body, stmt* orelse, string? type_comment)
  While(expr test, stmt* body, stmt* orelse)
  If(expr test, stmt* body, stmt* orelse)
  With(withitem* items, stmt* body, string? type_comment)
  AsyncWith(withitem* items, stmt* body, string? type_comment)
  Match(expr subject, match_case* cases)
  Raise(expr? exc, expr? cause)
  Try(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
  TryStar(stmt* body, excepthandler* handlers, stmt* orelse, stmt* finalbody)
  Assert(expr test, expr? msg)
  Import(alias* names)
  ImportFrom(identifier? module, alias* names, int? level)
  Global(identifier* names)
  Nonlocal(identifier* names)
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
  Constant(constant value, string? kind)
  Attribute(expr value, identifier attr, expr_context ctx)
  Subscript(expr value, expr slice, expr_context ctx)
  Starred(expr value, expr_context ctx)
  Name(identifier id, expr_context ctx)
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
  ExceptHandler(expr? type, identifier? name, stmt* body)
arguments(arg* posonlyargs, arg* args, arg? vararg, arg* kwonlyargs, expr* kw_defaults, arg? kwarg, expr* \
        defaults)
arg(identifier arg, expr? annotation, string? type_comment) @
keyword(identifier? arg, expr value) @
alias(identifier name, identifier? asname) @
withitem(expr context_expr, expr? optional_vars)
match_case(pattern pattern, expr? guard, stmt* body)
pattern() @
  MatchValue(expr value)
  MatchSingleton(constant value)
  MatchSequence(pattern* patterns)
  MatchMapping(expr* keys, pattern* patterns, identifier? rest)
  MatchClass(expr cls, pattern* patterns, identifier* kwd_attrs, pattern* kwd_patterns)
  MatchStar(identifier? name)
  MatchAs(pattern? pattern, identifier? name)
  MatchOr(pattern* patterns)
type_ignore()
  TypeIgnore(int lineno, string tag)
type_param() @
  TypeVar(identifier name, expr? bound, expr? default_value)
  ParamSpec(identifier name, expr? default_value)
  TypeVarTuple(identifier name, expr? default_value)
"""


class AST:
    _fields = ()
    _attributes = ()
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
            types = getattr(cls, "_field_types", None)
            if types is None:
                return
            for name in fields:
                if name in own:
                    continue
                kind = types.get(name)
                if kind is None:
                    _warn(f"Field {name!r} is missing from {cls.__name__}._field_types. This will become an error in "
                          "Python 3.15.")
                elif type(kind) is _list_type:
                    setattr(self, name, [])
                elif kind is expr_context:
                    setattr(self, name, Load())
                elif type(kind) is not _union_type:
                    _warn(f"{cls.__name__}.__init__ missing 1 required positional argument: {name!r}. This will "
                          "become an error in Python 3.15.")

    def __reduce_ex__(self, protocol):
        return type(self), (), dict(self.__dict__)


AST.__module__ = "ast"
_list_type, _union_type = type(list[int]), type(int | str)
_SIMPLE = {"identifier": str, "string": str, "int": int, "constant": object}
# For `_pylens_trees`: of each class its group, name and fields; of each group its classes; groups with positions, and
# those of nodes without fields.
_SHAPES = {}
_GROUPS = {}
_LOCATED = set()
_ENUMS = set()
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
        group = base if row[0] == " " else name
        if rest.strip():
            _LOCATED.add(group)
        doc = f"{name}({', '.join(kind + ' ' + field for kind, field in pairs)})" if pairs else name
        namespace["__doc__"] = doc
        for kind, field in pairs:
            if kind[-1] == "?":
                namespace[field] = None
        bases = (parent if isinstance(parent, type) else globals()[parent],)
        globals()[name] = made = type(name, bases, namespace)
        rows.append((made, pairs))
        if row[0] == " " or pairs:
            marked = [(field, kind.rstrip("?*"), kind[-1] if kind[-1] in "?*" else "") for kind, field in pairs]
            _SHAPES[made] = group, name, marked
            _GROUPS.setdefault(group, []).append(made)
    for group, classes in _GROUPS.items():
        if len(classes) > 1 or classes[0].__name__ != group:
            globals()[group].__doc__ = f"{group} = {f'\n{' ' * len(group)} | '.join(made.__doc__ for made in classes)}"
        if not any(made._fields for made in classes):
            globals()[group].__doc__ = f"{group} = {' | '.join(made.__name__ for made in classes)}"
            _ENUMS.add(group)
    for made, pairs in rows:
        types = {}
        for kind, field in pairs:
            plain = kind.rstrip("?*")
            plain = _SIMPLE.get(plain) or globals()[plain]
            types[field] = list[plain] if kind[-1] == "*" else plain | None if kind[-1] == "?" else plain
        made._field_types = types
        made.__annotations__ = types


_make()
inf = 1e309
nan = inf - inf
