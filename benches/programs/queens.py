# Queens with recursive generators.


def permutations(iterable):
    pool = tuple(iterable)
    size = len(pool)
    indices = list(range(size))
    cycles = list(range(size, 0, -1))
    yield tuple(pool[index] for index in indices)
    while size:
        for index in reversed(range(size)):
            cycles[index] -= 1
            if cycles[index] == 0:
                indices[index:] = indices[index + 1 :] + indices[index : index + 1]
                cycles[index] = size - index
            else:
                other = cycles[index]
                indices[index], indices[-other] = indices[-other], indices[index]
                yield tuple(pool[at] for at in indices)
                break
        else:
            return


def queens(size):
    columns = range(size)
    for rows in permutations(columns):
        if size == len(set(rows[at] + at for at in columns)) == len(set(rows[at] - at for at in columns)):
            yield rows


def walk(size, row=0, taken=()):
    if row == size:
        yield taken
        return
    for column in range(size):
        if all(column != c and abs(column - c) != row - r for r, c in enumerate(taken)):
            yield from walk(size, row + 1, taken + (column,))


print(len(list(queens(7))), sum(1 for _ in walk(8)))
