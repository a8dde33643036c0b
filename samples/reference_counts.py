# Look at what the heap frees

import gc


class Noisy:
    def __init__(self, name):
        self.name = name

    def __del__(self):
        print(self.name, "is freed")


first = Noisy("one")
second = first                  # two names, one object
box = [second]                  # and a place in a list
del first
second = None
print("the box still has it")
box.clear()                     # the last reference: freed in this line

ring = Noisy("ring")
ring.me = ring                  # it refers to itself
del ring                        # no name is left, but the count is not zero
print("nobody can reach the ring, yet it lives")
gc.collect()                    # the collector looks for such rings
print("end")
