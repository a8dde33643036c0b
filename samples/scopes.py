# Look at the scopes: which x?

x = "global"


def enclosing():
    x = "enclosing"

    def local():
        x = "local"
        return x

    def no_local():
        return x                # local, enclosing, global, built-in: in this order
    return local(), no_local()


def builtin():
    return len("four")


class Scope:
    x = "class"
    seen = [x for _ in range(1)]

    def method(self):
        return x                # a class body is no enclosing scope


print(enclosing(), builtin(), Scope.seen, Scope().method())


def broken():
    print(x)                    # UnboundLocalError: the line below makes x local
    x = 1


broken()
