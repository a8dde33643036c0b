def f():
    pront("x")
f()
