class Thing:
    colour = "red"
    def colours(self): pass
t = Thing()
print(t.colour)
t.color.upper()
