# Look at how a class body runs

class Shape:
    count = 0

    def __init__(self, name):
        self.name = name
        Shape.count += 1

    @property
    def label(self):
        return f"{self.name} of area {self.area():.2f}"

    def area(self):
        raise NotImplementedError


class Square(Shape):
    def __init__(self, side):
        super().__init__("square")
        self.side = side

    def area(self):
        return self.side ** 2

    def __repr__(self):
        return f"Square({self.side})"

    def __eq__(self, other):
        return isinstance(other, Square) and self.side == other.side


one, two = Square(2), Square(2)
print(one, one.label, one == two, one is two)
print(Shape.count, [c.__name__ for c in Square.__mro__])
one.color = "red"
print(sorted(vars(one)), hasattr(two, "color"))
