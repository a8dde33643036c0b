# An operand on the right that knows the operator comes before what sequences do themselves.
class Items(list):
    def __radd__(self, other):
        return "Items", other


class Other:
    def __radd__(self, other):
        return "Other", other

    def __rmul__(self, other):
        return "Other times", other


class Shy(list):
    def __radd__(self, other):
        return NotImplemented


class Text(str):
    def __radd__(self, other):
        return "Text", other


def tell(function):
    try:
        print(function())
    except TypeError as error:
        print(error)


def added(left, right):
    left += right
    return left


def times(left, right):
    left *= right
    return left


for left in [1], (1,), "x", b"x", bytearray(b"x"):
    for right in Items([2]), Other(), Shy([3]), Text("y"), [4], 5:
        tell(lambda: left + right)
        tell(lambda: left * right)
        tell(lambda: added(left[:], right))
        tell(lambda: times(left[:], right))
