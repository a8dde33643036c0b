# Look at the heap: shared lists

a = [1, 2, 3]
b = a                       # one list, two names
c = a[:]                    # a second list
b.append(4)
print(a, b, c, a is b, a == c)

grid = [[0] * 2] * 2        # one row, twice
grid[0][0] = 1
print(grid, grid[0] is grid[1])


def change(items):
    items += [5]            # changes the list in place ...
    items = ["new"]         # ... this only rebinds the local name
    return items


print(change(a), a)
t = ([],)
try:
    t[0] += [1]             # both: the list changes and the tuple complains
except TypeError as error:
    print(error, t)
small, large = 256, 257
print(small is int("256"), large is int("257"), [] is [])
loop = []
loop.append(loop)
print(loop)
