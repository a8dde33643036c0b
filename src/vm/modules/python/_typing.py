"""Type variables and generic classes."""
import sys


def _idfunc(x):
    return x


class NoDefaultType:
    __slots__ = ()
    _one = None

    def __new__(cls):
        if NoDefaultType._one is None:
            NoDefaultType._one = object.__new__(cls)
        return NoDefaultType._one

    def __repr__(self):
        return "typing.NoDefault"

    def __reduce__(self):
        return "NoDefault"


NoDefault = NoDefaultType()


def _typing():
    import typing
    return typing


class _Lazy:
    """A bound, constraints or a default that are computed when they are asked for."""

    def __init__(self, function):
        self.function = function


def _force(self, name):
    value = self.__dict__[name]
    if isinstance(value, _Lazy):
        value = self.__dict__[name] = value.function()
    return value


def _caller():
    # What stands for C has no frames.
    return sys._getframemodulename(0) or None


def _final(name):
    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError(f"type 'typing.{name}' is not an acceptable base type")
    return classmethod(__init_subclass__)


class _Parameter:
    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def has_default(self):
        return self.__dict__["_default"] is not NoDefault

    @property
    def __default__(self):
        return _force(self, "_default")

    def __or__(self, other):
        return _typing().Union[self, other]

    def __ror__(self, other):
        return _typing().Union[other, self]

    def __reduce__(self):
        return self.__name__

    def __repr__(self):
        if self.__infer_variance__:
            return self.__name__
        return ("+" if self.__covariant__ else "-" if self.__contravariant__ else "~") + self.__name__

    def __copy__(self):
        return self

    def __deepcopy__(self, memo):
        return self


def _check_variance(covariant, contravariant, infer_variance):
    if covariant and contravariant:
        raise ValueError("Bivariant types are not supported.")
    if infer_variance and (covariant or contravariant):
        raise ValueError("Variance cannot be specified with infer_variance.")


class TypeVar(_Parameter):
    __init_subclass__ = _final("TypeVar")

    def __init__(self, name, *constraints, bound=None, default=NoDefault, covariant=False, contravariant=False,
                 infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"TypeVar() argument 'name' must be str, not {type(name).__name__}")
        _check_variance(covariant, contravariant, infer_variance)
        if len(constraints) == 1:
            raise TypeError("A single constraint is not allowed")
        if constraints and bound is not None:
            raise TypeError("Constraints cannot be combined with bound=...")
        if bound is not None:
            bound = _typing()._type_check(bound, "Bound must be a type.")
        self.__name__ = name
        self._constraints = constraints
        self._bound = bound
        self._default = default
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)
        self.__module__ = _caller()

    __bound__ = property(lambda self: _force(self, "_bound"))
    __constraints__ = property(lambda self: _force(self, "_constraints"))

    def __typing_subst__(self, arg):
        return _typing()._typevar_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        params = alias.__parameters__
        at = params.index(self)
        if at < len(args):
            return args
        if at == len(args) and self.__default__ is not NoDefault:
            return (*args, self.__default__)
        raise TypeError(f"Too few arguments for {alias}; actual {len(args)}, expected at least {at + 1}")


class TypeVarTuple(_Parameter):
    __init_subclass__ = _final("TypeVarTuple")
    __infer_variance__ = True
    __covariant__ = __contravariant__ = False

    def __init__(self, name, *, default=NoDefault):
        if not isinstance(name, str):
            raise TypeError(f"TypeVarTuple() argument 'name' must be str, not {type(name).__name__}")
        self.__name__ = name
        self._default = default
        self.__module__ = _caller()

    def __iter__(self):
        yield _typing().Unpack[self]

    def __typing_subst__(self, arg):
        raise TypeError("Substitution of bare TypeVarTuple is not supported")

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._typevartuple_prepare_subst(self, alias, args)

    def __repr__(self):
        return self.__name__


class ParamSpecArgs:
    __init_subclass__ = _final("ParamSpecArgs")

    def __init__(self, origin):
        self.__origin__ = origin

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __repr__(self):
        return f"{getattr(self.__origin__, '__name__', self.__origin__)}.args"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecArgs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("args", self.__origin__))


class ParamSpecKwargs:
    __init_subclass__ = _final("ParamSpecKwargs")

    def __init__(self, origin):
        self.__origin__ = origin

    def __mro_entries__(self, bases):
        raise TypeError(f"Cannot subclass an instance of {type(self).__name__}")

    def __repr__(self):
        return f"{getattr(self.__origin__, '__name__', self.__origin__)}.kwargs"

    def __eq__(self, other):
        if not isinstance(other, ParamSpecKwargs):
            return NotImplemented
        return self.__origin__ == other.__origin__

    def __hash__(self):
        return hash(("kwargs", self.__origin__))


class ParamSpec(_Parameter):
    __init_subclass__ = _final("ParamSpec")

    def __init__(self, name, *, bound=None, default=NoDefault, covariant=False, contravariant=False,
                 infer_variance=False):
        if not isinstance(name, str):
            raise TypeError(f"ParamSpec() argument 'name' must be str, not {type(name).__name__}")
        _check_variance(covariant, contravariant, infer_variance)
        self.__name__ = name
        self.__bound__ = _typing()._type_check(bound, "Bound must be a type.") if bound is not None else None
        self._default = default
        self.__covariant__ = bool(covariant)
        self.__contravariant__ = bool(contravariant)
        self.__infer_variance__ = bool(infer_variance)
        self.__module__ = _caller()

    args = property(lambda self: ParamSpecArgs(self))
    kwargs = property(lambda self: ParamSpecKwargs(self))

    def __typing_subst__(self, arg):
        return _typing()._paramspec_subst(self, arg)

    def __typing_prepare_subst__(self, alias, args):
        return _typing()._paramspec_prepare_subst(self, alias, args)


class TypeAliasType:
    def __init__(self, name, value, *, type_params=()):
        if not isinstance(name, str):
            raise TypeError(f"typealias() argument 'name' must be str, not {type(name).__name__}")
        if not isinstance(type_params, tuple):
            raise TypeError("type_params must be a tuple")
        self._name, self._value, self._params = name, value, type_params
        self._module = _caller()

    __name__ = property(lambda self: self._name)
    __module__ = property(lambda self: self._module)
    __type_params__ = property(lambda self: self._params)

    @property
    def __value__(self):
        return _force(self, "_value")

    @property
    def __parameters__(self):
        params = []
        for param in self._params:
            if isinstance(param, TypeVarTuple):
                params.extend(param)
            else:
                params.append(param)
        return tuple(params)

    def __getitem__(self, item):
        if not self._params:
            raise TypeError("Only generic type aliases are subscriptable")
        return _GenericAlias(self, item if isinstance(item, tuple) else (item,))

    def __or__(self, other):
        return _typing().Union[self, other]

    def __ror__(self, other):
        return _typing().Union[other, self]

    def __repr__(self):
        return self._name

    def __reduce__(self):
        return self._name

    def __init_subclass__(cls, *args, **kwargs):
        raise TypeError("type 'typing.TypeAliasType' is not an acceptable base type")


_GenericAlias = type(list[int])


class Generic:
    __slots__ = ()
    _is_protocol = False

    @classmethod
    def __class_getitem__(cls, *args, **kwargs):
        return _typing()._generic_class_getitem(cls, *args, **kwargs)

    @classmethod
    def __init_subclass__(cls, *args, **kwargs):
        return _typing()._generic_init_subclass(cls, *args, **kwargs)


for _class in (NoDefaultType, TypeVar, TypeVarTuple, ParamSpec, ParamSpecArgs, ParamSpecKwargs, Generic):
    _class.__module__ = "typing"
type.__setattr__(TypeAliasType, "__module__", property(lambda self: self._module))
del _class


def _of_syntax(kind, name, more, module):
    """What the type parameters of a statement become."""
    if kind == "TypeVar":
        made = TypeVar(name, infer_variance=True)
    elif kind == "bound":
        made = TypeVar(name, infer_variance=True)
        made._bound = _Lazy(more)
    elif kind == "constraints":
        made = TypeVar(name, infer_variance=True)
        made._constraints = _Lazy(more)
    elif kind == "TypeVarTuple":
        made = TypeVarTuple(name)
    elif kind == "ParamSpec":
        made = ParamSpec(name, infer_variance=True)
    elif kind == "default":
        name._default = _Lazy(more)
        return name
    elif kind == "alias":
        name, params, compute = name
        made = TypeAliasType(name, _Lazy(compute), type_params=params or ())
        made._module = module
        return made
    else:
        unpacked = []
        for param in name:
            if isinstance(param, TypeVarTuple):
                unpacked.extend(param)
            else:
                unpacked.append(param)
        return _typing()._GenericAlias(Generic, tuple(unpacked))
    made.__module__ = module
    return made


def _alias_parameters(args):
    found = []
    for arg in args:
        if isinstance(arg, type) and not isinstance(arg, _GenericAlias):
            continue
        if hasattr(type(arg), "__typing_subst__"):
            if arg not in found:
                found.append(arg)
        elif isinstance(arg, (tuple, list)):
            for param in _alias_parameters(arg):
                if param not in found:
                    found.append(param)
        else:
            for param in getattr(arg, "__parameters__", ()):
                if param not in found:
                    found.append(param)
    return tuple(found)


def _unpack_arguments(items):
    """Tuples that are unpacked by a star, item by item."""
    out = []
    for item in items:
        inner = None
        if not isinstance(item, type) or isinstance(item, _GenericAlias):
            inner = getattr(item, "__typing_unpacked_tuple_args__", None)
        if isinstance(inner, tuple) and not (inner and inner[-1] is ...):
            out.extend(inner)
        else:
            out.append(item)
    return tuple(out)


def _alias_getitem(self, item):
    params = self.__parameters__
    if not params:
        raise TypeError(f"{self!r} is not a generic class")
    item = _unpack_arguments(item if isinstance(item, tuple) else (item,))
    for param in params:
        prepare = getattr(param, "__typing_prepare_subst__", None)
        if prepare is not None:
            item = prepare(self, item)
            if not isinstance(item, tuple):
                item = (item,)
    if len(item) != len(params):
        raise TypeError(f"Too {'many' if len(item) > len(params) else 'few'} arguments for {self!r}; "
                        f"actual {len(item)}, expected {len(params)}")
    new = dict(zip(params, item))
    out = []
    for arg in self.__args__:
        if isinstance(arg, type) and not isinstance(arg, _GenericAlias):
            out.append(arg)
            continue
        unpacked = getattr(arg, "__typing_is_unpacked_typevartuple__", False)
        if hasattr(type(arg), "__typing_subst__"):
            arg = arg.__typing_subst__(new[arg])
        elif sub := getattr(arg, "__parameters__", ()):
            inner = []
            for param in sub:
                # A tuple stands for all that a TypeVarTuple is.
                if hasattr(type(param), "__iter__") and isinstance(new[param], tuple):
                    inner.extend(new[param])
                else:
                    inner.append(new[param])
            arg = arg[tuple(inner)]
        if unpacked and isinstance(arg, tuple):
            out.extend(arg)
        else:
            out.append(arg)
    if isinstance(self, _native_union):
        union, *rest = out
        for member in rest:
            union |= member
        return union
    alias = _GenericAlias(self.__origin__, tuple(out))
    return next(iter(alias)) if self.__unpacked__ else alias


class _UnionMeta(type):
    def __getitem__(cls, parameters):
        if parameters == ():
            raise TypeError("Cannot take a Union of no types.")
        if not isinstance(parameters, tuple):
            parameters = (parameters,)
        typing = _typing()
        checked = []
        for parameter in parameters:
            parameter = typing._type_check(parameter, "Union[arg, ...]: each arg must be a type.")
            for member in parameter.__args__ if isinstance(parameter, (Union, _native_union)) else (parameter,):
                if member not in checked:
                    checked.append(member)
        if len(checked) == 1:
            return checked[0]
        return _make(tuple(checked))

    def __repr__(cls):
        return "typing.Union"

    def __call__(cls, *args, **kwargs):
        raise TypeError("Cannot instantiate typing.Union")


_native_union = type(int | str)


def _make(args):
    self = object.__new__(Union)
    self.__args__ = args
    self.__parameters__ = _alias_parameters(args)
    return self


class Union(metaclass=_UnionMeta):
    """`typing.Union[X, Y]` for library modules to which unions are a class."""

    _name = "Union"
    __origin__ = property(lambda self: Union)

    def __getitem__(self, item):
        params = self.__parameters__
        item = item if isinstance(item, tuple) else (item,)
        if len(item) != len(params):
            raise TypeError(f"Too {'many' if len(item) > len(params) else 'few'} arguments for {self!r}")
        new = dict(zip(params, item))
        out = []
        for arg in self.__args__:
            if hasattr(type(arg), "__typing_subst__"):
                out.append(new[arg])
            elif sub := getattr(arg, "__parameters__", ()):
                out.append(arg[tuple(new[param] for param in sub)])
            else:
                out.append(arg)
        return Union[tuple(out)]

    def __or__(self, other):
        return Union[self, other]

    def __ror__(self, other):
        return Union[other, self]

    def __eq__(self, other):
        if not isinstance(other, (Union, _native_union)):
            return NotImplemented
        return set(self.__args__) == set(other.__args__)

    def __hash__(self):
        return hash(frozenset(self.__args__))

    def __instancecheck__(self, obj):
        return self.__subclasscheck__(type(obj))

    def __subclasscheck__(self, cls):
        return any(issubclass(cls, arg) for arg in self.__args__)

    def __reduce__(self):
        import operator
        return operator.getitem, (Union, self.__args__)

    def __repr__(self):
        args = self.__args__
        if len(args) == 2 and type(None) in args:
            other = args[1] if args[0] is type(None) else args[0]
            return f"typing.Optional[{_text(other)}]"
        return f"typing.Union[{', '.join(map(_text, args))}]"


def _text(arg):
    if arg is ...:
        return "..."
    if isinstance(arg, type) and not isinstance(arg, _GenericAlias):
        return arg.__qualname__ if arg.__module__ == "builtins" else f"{arg.__module__}.{arg.__qualname__}"
    return repr(arg)


Union.__module__ = "typing"
