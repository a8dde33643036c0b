# Look at chicken.py first: this module imports it back, too early to find anything in it.

print("egg starts")
from chicken import color


class Egg:
    def __init__(self, color):
        self.color = color
