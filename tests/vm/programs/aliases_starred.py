"""Generic aliases: behind a star, of callables, and what they make."""
from collections.abc import Callable
from typing import TypeVar, Generic
T = TypeVar("T")
print(*tuple[int, str], [*list[int]][0].__unpacked__)
print(tuple[*tuple[int, str]], tuple[*tuple[int, str]] == tuple[int, str])
print(Callable[[], bool], Callable[[int, T], str], Callable[..., int])

class Stack(list[T]):
    pass

print(Stack[int]().__orig_class__, list[int]() == [])
try:
    issubclass(list[int], object)
except TypeError as error:
    print(error)
print(list[int].append is list.append, type(list[int]).__name__)
import copy, pickle
starred = [*tuple[int, str]][0]
print(copy.copy(starred) == starred, pickle.loads(pickle.dumps(starred)) == starred, copy.deepcopy(list[int]))
