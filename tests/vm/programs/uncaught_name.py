counter = 1
def f():
    total = 5
    print(totl + 1)
f()
