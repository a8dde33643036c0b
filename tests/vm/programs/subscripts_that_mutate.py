# Methods of subscripts and comparisons that change the sequence that asks them.
class Clears:
    def __init__(self, victim):
        self.victim = victim

    def __index__(self):
        del self.victim[:]
        return 1

    def __eq__(self, other):
        del self.victim[:]
        return True


def attempt(function, *arguments):
    try:
        print(function(*arguments))
    except Exception as error:
        print(type(error).__name__, error)


for kind in list, bytearray:
    for make in lambda o: o, lambda o: slice(o), lambda o: slice(None, None, o), lambda o: slice(o, 3):
        values = kind([1, 2, 3])
        attempt(kind.__getitem__, values, make(Clears(values)))
        values = kind([1, 2, 3])
        attempt(kind.__setitem__, values, make(Clears(values)), 5)
        values = kind([1, 2, 3])
        attempt(kind.__setitem__, values, make(Clears(values)), b"ab")
        print(values)
        values = kind([1, 2, 3])
        attempt(kind.__delitem__, values, make(Clears(values)))
        print(values)
values = [1, 2, 3]
values[1] = Clears(values)
attempt(values.remove, 7)
print(values)
values += [1, 2, 3]
values.append(Clears(values))
attempt(values.index, 7)
attempt(values.count, 7)
attempt(values.pop, Clears(values))
values += [1, 2, 3]
attempt(values.insert, Clears(values), 5)
print(values)
