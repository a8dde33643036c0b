def even(n):
    return odd(n - 1)
def odd(n):
    return even(n - 1)
try:
    even(10)
except RecursionError as e:
    print(type(e).__name__, e)
def down(n):
    return down(n + 1)
down(0)
