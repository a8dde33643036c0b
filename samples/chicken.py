# Look at the order: egg is imported before color exists, and egg wants color at once.

print("chicken starts")
import egg

color = "brown"


def lay():
    return egg.Egg(color)
