a = ValueError("a")
b = TypeError("b")
a.__context__ = b
b.__cause__ = a
raise b
