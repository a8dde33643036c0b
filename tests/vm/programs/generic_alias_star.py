# `*tuple[…]` is an alias of its own; an alias has the attributes of the class it is of.
import copy
import pickle
import types
from typing import TypeVar

T = TypeVar("T")
alias = tuple[int, str]
[starred] = alias
print(starred, tuple[*tuple[int]], alias.__unpacked__, starred.__unpacked__)
print(starred == alias, starred == next(iter(alias)), hash(starred) == hash(alias))
print(starred.__typing_unpacked_tuple_args__, alias.__typing_unpacked_tuple_args__)
print(type(iter(alias)).__name__, list(iter(list[int])), iter(alias).__reduce__()[1])
print(pickle.loads(pickle.dumps(starred)) == starred, copy.copy(starred) == starred)
[generic] = tuple[T, int]
print(generic[str], tuple[*tuple[T, int]][str])
print(sorted(set(dir(list[int])) - set(dir(list))))
numbers = list[int]()
list[int].append(numbers, 5)
print(numbers, list[int].__len__(numbers), list[int].__doc__ == list.__doc__)


class Box:
    __class_getitem__ = classmethod(types.GenericAlias)


print(Box[int]().__orig_class__ == Box[int], Box[[int, str]], Box[print], Box[None])


class Special(types.GenericAlias):
    pass


print(type(Special(list, int)), Special(list, int))
print(types.AsyncGeneratorType[int, None], type(types.CoroutineType[int, int, int]))


class Not:
    __class_getitem__ = None


for use in (lambda: Not[int], lambda: list[int].__bases__, lambda: isinstance([], list[int])):
    try:
        use()
    except (TypeError, AttributeError) as error:
        print(type(error).__name__, error)
