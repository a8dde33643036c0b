def f():
    raise ExceptionGroup("many", [ValueError("a"), ExceptionGroup("in", [TypeError("b")])])
f()
