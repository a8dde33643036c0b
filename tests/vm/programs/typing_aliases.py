# Type parameters in generic aliases and in unions of them.
from typing import TypeVar

T = TypeVar("T")
print(list[T].__parameters__, list[T][int])
print(dict[str, T][int])
union = list[T] | None
print(union, union.__parameters__, union[int], type(union[int]).__name__)
print((int | str).__parameters__)


def f[U](x: U) -> list[U]:
    return [x]


U = f.__type_params__[0]
print(list[U].__parameters__, (list[U] | int)[str])
for subscript in (lambda: list[int][str], lambda: (int | str)[int]):
    try:
        print(subscript())
    except TypeError as error:
        print(error)
