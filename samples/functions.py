# Look at the call instructions

def describe(first, /, second=2, *rest, key="k", **others):
    return first, second, rest, key, others


print(describe(1))
print(describe(1, 3, 4, 5, key="other", extra=True))
arguments = (7, 8, 9)
print(describe(*arguments, **{"key": "unpacked"}))


def traced(function):
    def wrapper(*args, **kwargs):
        print("call", function.__name__, args, kwargs)
        return function(*args, **kwargs)
    return wrapper


@traced
def add(a, b=10):
    return a + b


print(add(1), add(1, b=2))
print(sorted(["bb", "a", "ccc"], key=lambda word: -len(word)))
print((lambda *, only: only)(only="keyword"))
try:
    describe()
except TypeError as error:
    print(error)
add(1, 2, 3)
