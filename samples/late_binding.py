# Look at the cell of i

def late():
    functions = []
    for i in range(3):
        functions.append(lambda: i)
    return functions


def early():
    functions = []
    for i in range(3):
        functions.append(lambda i=i: i)     # a default is evaluated now
    return functions


print([f() for f in late()])
print([f() for f in early()])

n = 1


def show():
    return n                    # a global is looked up when the call runs


n = 2
print(show())
