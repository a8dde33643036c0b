"""Weak references: the reference type is the machine's, the rest is here."""
from _pylens import builtin_type, weak_references

ref = ReferenceType = builtin_type("ReferenceType")


def getweakrefcount(object, /):
    return len(weak_references(object))


def getweakrefs(object, /):
    return [reference._proxy() if type(reference) is _ProxyReference else reference
            for reference in weak_references(object)]


class _ProxyReference(ref):
    """What a proxy holds; it knows the proxy."""
    __slots__ = ("_proxy",)


def _remove_dead_weakref(dct, key, /):
    reference = dct.get(key)
    if reference is not None and reference() is None:
        dct.pop(key, None)


def _get(self):
    target = object.__getattribute__(self, "_reference")()
    if target is None:
        raise ReferenceError("weakly-referenced object no longer exists")
    return target


def _gone(self):
    return object.__getattribute__(self, "_reference")() is None


def _value(o):
    return _get(o) if type(o) in (ProxyType, CallableProxyType) else o


def _proxy_methods(namespace):
    def forward(name, function):
        def method(self, *args):
            return function(_get(self), *map(_value, args))
        method.__name__ = name
        namespace[name] = method

    import _operator
    for name in ("add", "sub", "mul", "matmul", "truediv", "floordiv", "mod", "lshift", "rshift", "and", "xor", "or"):
        function = getattr(_operator, name if hasattr(_operator, name) else name + "_")
        forward(f"__{name}__", function)
        forward(f"__r{name}__", lambda a, b, function=function: function(b, a))
        forward(f"__i{name}__", getattr(_operator, "i" + name))
    for name, function in {
        "__pow__": pow, "__divmod__": divmod, "__neg__": _operator.neg, "__pos__": _operator.pos, "__abs__": abs,
        "__invert__": _operator.invert, "__int__": int, "__float__": float, "__index__": _operator.index,
        "__len__": len, "__getitem__": _operator.getitem, "__setitem__": _operator.setitem,
        "__delitem__": _operator.delitem, "__contains__": _operator.contains, "__iter__": iter, "__next__": next,
        "__lt__": _operator.lt, "__le__": _operator.le, "__eq__": _operator.eq, "__ne__": _operator.ne,
        "__gt__": _operator.gt, "__ge__": _operator.ge, "__str__": str, "__bool__": bool, "__bytes__": bytes,
        "__reversed__": reversed, "__dir__": dir,
    }.items():
        forward(name, function)


class ProxyType:
    __slots__ = ("_reference", "__weakref__")
    __hash__ = None
    _proxy_methods(locals())

    def __next__(self):
        target = _get(self)
        if not hasattr(type(target), "__next__"):
            raise TypeError(f"Weakref proxy referenced a non-iterator '{type(target).__name__}' object")
        return next(target)

    def __getattribute__(self, name):
        return getattr(_get(self), name)

    def __setattr__(self, name, value):
        setattr(_get(self), name, value)

    def __delattr__(self, name):
        delattr(_get(self), name)

    def __repr__(self):
        if _gone(self):
            return f"<weakproxy at {id(self):#x}; dead>"
        target = _get(self)
        kind = type(target)
        name = kind.__qualname__
        if kind.__module__ not in ("builtins", "__main__"):
            name = f"{kind.__module__}.{name}"
        return f"<weakproxy at {id(self):#x}; to '{name}' at {id(target):#x}>"


ProxyType.__name__ = "ProxyType"
ProxyType.__qualname__ = "ProxyType"
ProxyType.__module__ = "weakref"


class CallableProxyType(ProxyType):
    __slots__ = ()
    __hash__ = None

    def __call__(self, *args, **kwargs):
        return _get(self)(*args, **kwargs)


CallableProxyType.__module__ = "weakref"


def proxy(object, callback=None, /):
    kind = CallableProxyType if callable(object) else ProxyType
    if callback is None:
        for reference in weak_references(object):
            if type(reference) is _ProxyReference and reference.__callback__ is None:
                return reference._proxy()
    made = builtin_type("object").__new__(kind)
    if callback is None:
        reference = _ProxyReference(object)
    else:
        reference = _ProxyReference(object, lambda _: callback(made))
    reference._proxy = ref(made)
    builtin_type("object").__setattr__(made, "_reference", reference)
    return made
