# Look at the code of one case

class Point:
    __match_args__ = ("x", "y")

    def __init__(self, x, y):
        self.x, self.y = x, y


def describe(thing):
    match thing:
        case 0 | 1:
            return "small"
        case -1.5 | None:
            return "odd one"
        case str() as text if text.isupper():
            return f"shout {text}"
        case [first, *others]:
            return f"sequence of {first} and {len(others)} more"
        case {"kind": kind, **rest}:
            return f"{kind} with {rest}"
        case Point(x=0, y=0):
            return "origin"
        case Point(x, y) if x == y:
            return f"diagonal {x}"
        case Point():
            return "point"
        case _:
            return "something else"


for thing in 1, None, "HEY", [1, 2, 3], {"kind": "egg", "n": 2}, Point(0, 0), Point(3, 3), Point(1, 2), "hey":
    print(describe(thing))
