# Look at the import in lay()

print("chicken_late starts")
import egg_late

color = "brown"


def lay():
    return egg_late.Egg()
