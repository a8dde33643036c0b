# Look at the scopes of count

count = 0


def show():
    return count                # LOAD_GLOBAL: nothing here assigns count


def mended():
    global count
    count = count + 1           # STORE_GLOBAL: the word above says which count
    return count


def bump():
    print("count is", count)    # LOAD_FAST_CHECK: the local count, which has no value yet
    count = 1                   # this line decided that, before anything ran


print(show(), mended())
bump()
