# What a generator delegates to gets the arguments of throw() as they are.


class Inner:
    def __iter__(self):
        return self

    def __next__(self):
        return 1

    def throw(self, *args):
        print("throw", args)
        return 456


class Deaf:
    def __iter__(self):
        return self

    def __next__(self):
        return 1


def generator(inner):
    yield from inner


def outer(inner):
    yield from generator(inner)


for make in (generator, outer):
    g = make(Inner())
    print(next(g))
    for thrown in (123, ZeroDivisionError, ValueError("v")):
        print(g.throw(thrown))
    g.close()
    g = make(Deaf())
    print(next(g))
    for thrown in (123, KeyError("k"), "again"):
        try:
            print(g.throw(thrown))
        except Exception as error:
            print(type(error).__name__, error)


def plain():
    try:
        yield 1
    except ValueError:
        yield 2


g = plain()
next(g)
try:
    g.throw(5)
except TypeError as error:
    print(error)
print(g.throw(ValueError))
