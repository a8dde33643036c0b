# Look at the order of imports

print("chicken starts")
import egg

color = "brown"


def lay():
    return egg.Egg(color)
