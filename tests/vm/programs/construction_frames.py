# Constructors, metaclasses and code from text run in frames of their own; errors look as if they did not.


class Singleton(type):
    instances = {}

    def __call__(cls, *args, **kw):
        if cls not in cls.instances:
            cls.instances[cls] = super().__call__(*args, **kw)
        return cls.instances[cls]


class Config(metaclass=Singleton):
    def __init__(self, *args, **kw):
        print("init", args, kw)


print(Config(1, a=2) is Config(3))


class Registry(type):
    def __new__(meta, name, bases, namespace, /, tag=None, **kw):
        print("new", name, tag, kw, sorted(k for k in namespace if not k.startswith("__")))
        cls = super().__new__(meta, name, bases, namespace, **kw)
        cls.tag = tag
        return cls

    def __init__(cls, name, bases, namespace, /, **kw):
        print("init", cls.__name__, sorted(kw))
        super().__init__(name, bases, namespace)


class Base(metaclass=Registry):
    def __init_subclass__(cls, /, deep=False, **kw):
        print("subclass", cls.__name__, deep)


class Derived(Base, tag="t", deep=True):
    x = 1

    def me(self):
        return __class__


print(Derived.tag, Derived().me() is Derived)


class Lost(type):
    def __new__(meta, name, bases, namespace):
        namespace = {k: v for k, v in namespace.items() if k != "__classcell__"}
        return super().__new__(meta, name, bases, namespace)


try:
    class Broken(metaclass=Lost):
        def f(self):
            return __class__
except RuntimeError as error:
    print(type(error).__name__, error)


def not_a_class(name, bases, namespace):
    return name.upper(), sorted(k for k in namespace if not k.startswith("__"))


class Called(metaclass=not_a_class):
    a = b = 1


print(Called)


class Even(int):
    def __new__(cls, value=0, *, double=True):
        return super().__new__(cls, value * 2 if double else value)

    def __init__(self, value=0, *, double=True):
        self.given = value


e = Even(21)
print(e, e.given, Even(double=False), Even(7, double=False).given)


class Elsewhere:
    def __new__(cls, what):
        return what

    def __init__(self, what):
        print("never", what)


print(Elsewhere([1]), Elsewhere(None))


class Child(Elsewhere):
    pass


class Wrong:
    def __init__(self):
        return 3


for attempt in (Wrong, lambda: Even(1, 2), lambda: Elsewhere(), lambda: eval("1 +"), lambda: exec("x", {}, 3)):
    try:
        attempt()
    except Exception as error:
        print(type(error).__name__, error)

space = {}
print(exec("def f(n):\n    return n and n + f(n - 1)", space), eval("f(4)", space), eval(compile("3 * 4", "", "eval")))
print(exec(compile("3 * 4", "", "eval")), [eval("x * y", {"y": 10}, {"x": x}) for x in range(3)])


def local():
    a = 5
    exec("print(a); b = 2")
    return eval("a + 1"), "b" in locals()


print(local())


class Point:
    def __new__(cls, *args):
        self = object.__new__(cls)
        self.args = args
        return self

    def __repr__(self):
        return f"Point{self.args}"

    def __str__(self):
        return f"<{self!r}>"

    def __format__(self, spec):
        return f"{spec or '-'}{self!s}"


p = Point(1, 2)
print(f"{p} {p!r} {p!s} {p:x} {p!r:>14}")


class Mute:
    def __repr__(self):
        return 3

    __str__ = __format__ = lambda self, *_: None


for ask in (lambda m: f"{m}", lambda m: f"{m!r}", lambda m: f"{m!s}", lambda m: f"{m:>3}"):
    try:
        ask(Mute())
    except TypeError as error:
        print(error)


class Deep:
    def __new__(cls):
        return cls()


try:
    Deep()
except RecursionError as error:
    print(error)


class Fails(metaclass=Singleton):
    def __new__(cls, depth):
        raise LookupError(depth)


exec("""
def outer():
    Fails(3)
outer()
""")
