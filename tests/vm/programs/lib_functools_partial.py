# partial: one of a partial is one, its state is checked, and as a method it says that this is to change.
import copy
import functools
import operator
import warnings

warnings.simplefilter('always')


class Holder:
    show = functools.partial(print, 'shown')


with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    Holder().show(1)
    Holder.show(2)
print([(warning.category.__name__, str(warning.message)[:40]) for warning in caught])


class Own(functools.partial):
    pass


print(functools.partial(Own(len, 1), 2).args, Own(functools.partial(len, 1), 2).func)
inner = functools.partial(len)
inner.name = 'x'
print(functools.partial(inner, 3).func is inner)
for state in ((1, 2, 3), [], (print, (), {}, None), (print, [], {}, None), (1, (), {}, None), (print, (1,), {'a': 2}, {'b': 3})):
    other = functools.partial(len)
    try:
        other.__setstate__(state)
        print(other, other.__dict__)
    except TypeError as error:
        print(error)
other = functools.partial(len, ['a'])
print(copy.copy(other).args[0] is other.args[0], copy.copy(other).keywords is other.keywords)
other.keywords[1] = 2


class Keyed(list):
    pass


for call in (other, lambda: delattr(other, '__dict__'), lambda: hash(functools.cmp_to_key(max)(1)),
             lambda: Keyed([1], n=2), lambda: map.__new__(map), lambda: range(3).count(2.0)):
    try:
        print(call())
    except (TypeError, AttributeError) as error:
        print(error)
big = iter(range(10 ** 30, 10 ** 30 + 5))
next(big)
print(copy.copy(big).__reduce__(), operator.length_hint(big))
big.__setstate__(2)
print(list(big))
