class Thing:
    def __init__(self):
        self.value = 1
    def get(self):
        return self.valeu
t = Thing()
print(t.get())
