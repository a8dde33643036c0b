class A:
    def method(self, x):
        raise ValueError(x)
a = A()
result = len([a.method("deep") for _ in range(3)]) + 5
