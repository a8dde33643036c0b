# An exception that is no group is wrapped for except*: the group has no traceback of its own.
try:
    try:
        [] + 1
    except* TypeError as group:
        print(repr(group), group.__traceback__, group.exceptions[0].__traceback__ is not None)
        raise
except BaseException as error:
    print(type(error).__name__, error.__traceback__ is not None, error.__context__)

print((... is None) or 1e-5 + 1)
try:
    {}[1.5]
except* KeyError:
    ... @ True
