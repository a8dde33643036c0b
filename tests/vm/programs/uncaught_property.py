class Temp:
    @property
    def value(self): return self._value
t = Temp()
t.value = 3
