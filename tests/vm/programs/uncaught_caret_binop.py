def f(a, b):
    return (a + 1) * (b / 0) + some(a)
def some(x): return x
print("before")
f(1,
  2)
