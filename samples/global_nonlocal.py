# Look at how count is stored

count = 0


def use_global():
    global count
    count += 1


def use_nonlocal():
    count = 10

    def inner():
        nonlocal count
        count += 1
        return count

    inner()
    return inner()


def use_local():
    count = 100
    count += 1
    return count


use_global()
use_global()
print(count, use_nonlocal(), use_local(), count)
del count
use_global()                # NameError: it comes only when the instruction is reached
