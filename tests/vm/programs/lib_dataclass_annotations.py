"""Annotations that the library makes itself: of dataclasses, named tuples, typed dicts and wrapped functions."""
import dataclasses
import functools
import inspect
import typing


@dataclasses.dataclass
class Point:
    x: int
    y: float = 2.0
    tags: list = dataclasses.field(default_factory=list)


class Pair(typing.NamedTuple):
    a: int
    b: str = ""


class Movie(typing.TypedDict, total=False):
    name: str


class Film(Movie):
    year: int


@functools.wraps(Point)
def wrapper(*args):
    pass


def plain(a: int) -> str:
    """Doc."""


@functools.wraps(plain)
def wrapped(*args):
    pass


print(Point.__init__.__annotations__, Point.__doc__, inspect.signature(Point))
print(Pair.__annotations__, inspect.signature(Pair), Pair.__new__.__annotations__)
print(Movie.__annotations__, Film.__annotations__, sorted(Film.__required_keys__))
print(wrapped.__annotations__, inspect.signature(wrapped), typing.get_type_hints(wrapped))
Made = dataclasses.make_dataclass("Made", [("x", int), "y", ("z", str, dataclasses.field(default="q"))])
print(Made(1, 2), Made.__annotations__, inspect.signature(Made))
