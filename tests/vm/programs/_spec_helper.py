seen = __spec__.name, __loader__.name
names = [name for name in globals() if name.startswith("__")]


def function():
    return __spec__.name, sorted(dir())
