# Look at the scopes: what is z?

x = 10


def outer(y):
    z = x + y

    def inner():
        return z * 2

    return inner


def counter():
    count = 0

    def increment():
        nonlocal count
        count += 1
        return count

    return increment


double = outer(5)               # the frame of outer is gone now ...
print(double())                 # ... but its z is not
first, second = counter(), counter()
print(first(), first(), second())
print(double.__closure__[0].cell_contents)
