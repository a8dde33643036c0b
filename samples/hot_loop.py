# Look at how often lines run

def collatz(n):
    steps = 0
    while n != 1:
        if n % 2:
            n = 3 * n + 1
        else:
            n //= 2
        steps += 1
    return steps


def sieve(limit):
    flags = [True] * limit
    for n in range(2, limit):
        if flags[n]:
            for multiple in range(n * n, limit, n):
                flags[multiple] = False
    return [n for n in range(2, limit) if flags[n]]


best = max(range(1, 100), key=collatz)
print(best, collatz(best))
print(sieve(50))
total = 0
for i in range(1000):
    total += i * i
print(total)
