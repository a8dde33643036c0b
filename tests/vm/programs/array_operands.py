# What arrays refuse, in the words of CPython's.
from array import array

numbers = array("i", [1, 2])
print(numbers * 2, 0 * numbers, numbers * True)


class Times:
    def __rmul__(self, other):
        return "mine"


print(numbers * Times())
for operation in (lambda: array("i", None), lambda: numbers * "x", lambda: numbers * 1.5, lambda: numbers + [1],
                  lambda: setattr(array, "x", 1), lambda: array("i", 5), lambda: type(iter(numbers))()):
    try:
        print(operation())
    except TypeError as error:
        print(error)
print(numbers.__sizeof__(), array.__basicsize__, array.__flags__ & 1 << 8)
