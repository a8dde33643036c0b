# Look for 2 * 3 in the bytecode

product = 2 * 3
print(product)

day = 24 * 60 * 60
word = "ab" * 3
part = (10, 20, 30)[1]


def describe(n):
    if False:
        print("never compiled")
    if n in [2, 3, 5]:              # a list that nobody can change becomes a tuple
        return "prime"
    if n > 6 and n % 2 == 0 or n == 4:
        return "even"
    return -1


def big():
    return 2 ** 200                 # too large to be kept: computed at every call


print(day, word, part, describe(5), describe(8), big() > day)
