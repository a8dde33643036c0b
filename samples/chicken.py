# Look at the order of the imports

print("chicken starts")
import egg

color = "brown"


def lay():
    return egg.Egg(color)
