# Look at chicken.py first

print("egg starts")
from chicken import color


class Egg:
    def __init__(self, color):
        self.color = color
