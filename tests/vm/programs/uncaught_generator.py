def numbers():
    yield 1
    yield 2
    raise RuntimeError("exhausted")
for n in numbers():
    print(n)
