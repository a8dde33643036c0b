"""Finalizers and callbacks that run when the program is over."""
import weakref

class Last:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print("last", self.name)

class Derived(Last):
    def __del__(self):
        super().__del__()
        try:
            self.nmae
        except AttributeError as error:
            print(error)

class Quiet:
    pass

one = Last("one")
two = Derived("two")
quiet = Quiet()
reference = weakref.ref(quiet, lambda reference: print("gone", reference() is None))
weakref.finalize(one, print, "finalized")

class Holder(Last):
    pass

items = [Last("in a list"), Last("behind it")]
cycle = Last("cycle")
cycle.own = cycle
holder = Holder("holder")
holder.held = Last("held")
print("over")

replaced = [Last("first"), Last("second")]
replaced[:] = []
