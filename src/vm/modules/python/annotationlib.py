"""Annotations as Python 3.13 has them, for library modules that were written for later versions."""
import builtins
import enum
import sys
import types

__all__ = ["Format", "ForwardRef", "call_annotate_function", "call_evaluate_function",
           "get_annotate_from_class_namespace", "get_annotations", "annotations_to_string", "type_repr"]


class Format(enum.IntEnum):
    VALUE = 1
    VALUE_WITH_FAKE_GLOBALS = 2
    FORWARDREF = 3
    STRING = 4


class ForwardRef:
    """A type that is named by a string."""

    def __init__(self, arg, is_argument=True, module=None, *, owner=None, is_class=False):
        if not isinstance(arg, str):
            raise TypeError(f"Forward reference must be a string -- got {arg!r}")
        if arg.startswith("*"):
            code = f"({arg},)[0]"
        else:
            code = arg
        try:
            code = compile(code, "<string>", "eval")
        except SyntaxError:
            raise SyntaxError(f"Forward reference must be an expression -- got {arg!r}")
        self.__forward_arg__ = arg
        self.__forward_code__ = code
        self.__forward_evaluated__ = False
        self.__forward_value__ = None
        self.__forward_is_argument__ = is_argument
        self.__forward_is_class__ = is_class
        self.__forward_module__ = module
        self.__owner__ = owner
        self.__globals__ = None
        self.__cell__ = None

    def __init_subclass__(cls, /, *args, **kwds):
        raise TypeError("Cannot subclass special typing classes")

    def evaluate(self, *, globals=None, locals=None, type_params=None, owner=None, format=Format.VALUE):
        if format == Format.STRING:
            return self.__forward_arg__
        module = self.__forward_module__
        if globals is None:
            if isinstance(module, str):
                globals = getattr(sys.modules.get(module), "__dict__", None)
            elif module is not None:
                globals = getattr(module, "__dict__", None)
            owner = owner if owner is not None else self.__owner__
            if globals is None and isinstance(owner, type):
                globals = getattr(sys.modules.get(owner.__module__), "__dict__", None)
            elif globals is None:
                globals = getattr(owner, "__globals__", None)
        globals = {} if globals is None else globals
        if locals is None:
            locals = dict(vars(owner)) if isinstance(owner, type) else globals
        if type_params:
            locals = {**{param.__name__: param for param in type_params}, **locals}
        try:
            return eval(self.__forward_code__, globals, locals)
        except NameError:
            if format == Format.FORWARDREF:
                return self
            raise

    def __eq__(self, other):
        if not isinstance(other, ForwardRef):
            return NotImplemented
        return self.__forward_arg__ == other.__forward_arg__ and self.__forward_module__ == other.__forward_module__

    def __hash__(self):
        return hash((self.__forward_arg__, self.__forward_module__))

    def __or__(self, other):
        import typing
        return typing.Union[self, other]

    def __ror__(self, other):
        import typing
        return typing.Union[other, self]

    def __repr__(self):
        module = "" if self.__forward_module__ is None else f", module={self.__forward_module__!r}"
        return f"ForwardRef({self.__forward_arg__!r}{module})"


ForwardRef.__module__ = "typing"


def call_evaluate_function(evaluate, format, *, owner=None):
    return call_annotate_function(evaluate, format, owner=owner)


def call_annotate_function(annotate, format, *, owner=None, _is_evaluate=False):
    try:
        return annotate(format)
    except NotImplementedError:
        return annotate(Format.VALUE)


def get_annotate_from_class_namespace(obj):
    return obj.get("__annotate__")


def get_annotations(obj, *, globals=None, locals=None, eval_str=False, format=Format.VALUE):
    if isinstance(obj, type):
        own = obj.__dict__.get("__annotations__")
        if isinstance(own, types.GetSetDescriptorType):
            own = None
        object_globals = getattr(sys.modules.get(obj.__module__), "__dict__", None)
        object_locals = dict(vars(obj))
        unwrap = obj
    elif isinstance(obj, types.ModuleType):
        own = getattr(obj, "__annotations__", None)
        object_globals, object_locals, unwrap = obj.__dict__, None, None
    elif callable(obj):
        own = getattr(obj, "__annotations__", None)
        object_globals, object_locals, unwrap = getattr(obj, "__globals__", None), None, obj
    else:
        raise TypeError(f"{obj!r} is not a module, class, or callable.")
    if own is None:
        return {}
    if not isinstance(own, dict):
        raise ValueError(f"{obj!r}.__annotations__ is neither a dict nor None")
    if not own:
        return {}
    if format == Format.STRING:
        return annotations_to_string(own)
    if not eval_str:
        return dict(own)
    if unwrap is not None:
        while hasattr(unwrap, "__wrapped__"):
            unwrap = unwrap.__wrapped__
        object_globals = getattr(unwrap, "__globals__", object_globals)
    globals = object_globals if globals is None else globals
    locals = (object_locals or {}) if locals is None else locals
    if params := getattr(obj, "__type_params__", ()):
        locals = {param.__name__: param for param in params} | locals
    return {key: eval(value, globals, locals) if isinstance(value, str) else value for key, value in own.items()}


def annotations_to_string(annotations):
    return {name: value if isinstance(value, str) else type_repr(value) for name, value in annotations.items()}


def type_repr(value):
    if isinstance(value, types.GenericAlias):
        return repr(value)
    if isinstance(value, type):
        if value.__module__ == "builtins":
            return value.__qualname__
        return f"{value.__module__}.{value.__qualname__}"
    if value is ...:
        return "..."
    if isinstance(value, types.FunctionType):
        return value.__name__
    if isinstance(value, tuple):
        return "[" + ", ".join(type_repr(item) for item in value) + "]"
    return repr(value)
