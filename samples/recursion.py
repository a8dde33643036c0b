# Look at the n of each frame

def factorial(n):
    if n <= 1:
        return 1
    smaller = factorial(n - 1)
    return n * smaller


def is_even(n):
    return True if n == 0 else is_odd(n - 1)


def is_odd(n):
    return False if n == 0 else is_even(n - 1)


def fall(depth):
    return fall(depth + 1)


print(factorial(5), factorial(25))
print(is_even(10), is_odd(7))
try:
    fall(0)
except RecursionError as error:
    print(type(error).__name__, error)
