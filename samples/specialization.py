# Look at + in the bytecode

def add(a, b):
    return a + b                # one instruction, made for what it has seen


for number in range(10):
    add(number, 1)              # ints: soon it expects ints

print(add("te", "xt"))          # a miss: it does what is needed, and counts the miss

for number in range(60):
    add("a", "b")               # too many misses: it learns anew

print(add(1.5, 2))              # no form fits this: the general one
