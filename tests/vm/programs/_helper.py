value = 42
def fn(x): return x + value
