for i in range(3):
    if i == 5: break
else: print("for else", i)
for i in range(3):
    if i == 1: break
else: print("never")
while i < 5:
    i += 1
    if i == 3: continue
    print(i, end=" ")
else: print("while else")
n = 3
while True:
    n -= 1
    if not n: break
print(n)
for i in []: pass
else: print("empty else")
def f():
    for i in range(3):
        try:
            if i == 1: continue
            if i == 2: break
            print("body", i)
        finally: print("finally", i)
    else: print("no")
    return "ret"
print(f())
def g():
    for i in range(2):
        for j in range(3):
            if j == 1: break
            print(i, j)
        else: continue
        print("after inner")
g()
def h():
    while True:
        try: return "try"
        finally: break
    return "after"
print(h())
def k():
    for i in range(3):
        try: raise ValueError
        except ValueError: continue
        finally: print("f", i)
k()
for i in range(3): i = 10; print(i, end=",")
print()
l = [1, 2, 3]
for x in l:
    if x == 1: l.append(4)
    print(x, end=" ")
print()
for x in l[:]: l.remove(x)
print(l)
for a, b in zip(range(3), "abc"): print(a, b, sep="", end=" ")
for i, (a, *b) in enumerate([(1, 2), (3, 4, 5)]): print(i, a, b)
it = iter(range(5))
for x in it:
    print(x, next(it, None), end=";")
print()
x = 0
while x < 3: x += 1
else: x = 100
print(x)
if 0: pass
elif "": pass
elif []: pass
else: print("all falsy")
print([i for i in range(20) if all(i % j for j in range(2, i)) and i > 1])
for i in range(10, 0, -3): print(i, end=" ")
for c in "héé": print(c, end="|")
for k in {"a": 1, "b": 2}: print(k, end=" ")
for k, v in {"a": 1}.items(): print(k, v)
for b in b"ab": print(b, end=" ")
for x in (i * i for i in range(3)): print(x, end=" ")
print()
def deep():
    for a in range(2):
        with_ = []
        while True:
            try:
                for b in range(2):
                    if a: return with_
                    with_.append(b)
                else: break
            finally: with_.append("f")
print(deep())
assert True, "fine"
pass; ...; "expr"; 5
print("end")
