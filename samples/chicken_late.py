# Look at the import inside the function: when it runs, both modules are whole.

print("chicken_late starts")
import egg_late

color = "brown"


def lay():
    return egg_late.Egg()
