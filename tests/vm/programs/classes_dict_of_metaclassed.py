"""The `__dict__` of a class whose metaclass is Python's; exceptions of several builtin bases; enum members are final."""
import enum


class Meta(type):
    pass


class Made(metaclass=Meta):
    attribute = 1


print("attribute" in Made.__dict__, "__dict__" in Made.__dict__, type(vars(Made)).__name__)


class Mixed(ArithmeticError):
    pass


class Both(Mixed, ZeroDivisionError):
    pass


try:
    raise Both("x", 1)
except ZeroDivisionError as error:
    print(repr(error), error.args)


class Color(enum.Enum):
    RED = 1
    name_of = 2

    @property
    def first(self):
        return f"{self.name} is first"


try:
    Color.RED = 5
except AttributeError as error:
    print(error)
print(Color.RED.first, "_member_map_" in Color.__dict__)
