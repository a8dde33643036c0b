# Look at frames that can wait

def countdown(n):
    while n > 0:
        received = yield n
        if received:
            print("received", received)
        n -= 1
    return "lift-off"


def both():
    result = yield from countdown(2)
    yield result


print(list(countdown(3)), list(both()))
counting = countdown(3)
print(next(counting), counting.send("hello"))
counting.close()
squares = (n * n for n in range(4))     # nothing is computed yet
print(next(squares), sum(squares), sum(squares))


def fibonacci():
    a, b = 0, 1
    while True:
        yield a
        a, b = b, a + b


for number in fibonacci():
    if number > 20:
        break
    print(number, end=" ")
print()
