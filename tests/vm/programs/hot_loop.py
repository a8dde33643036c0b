total = 0
for i in range(30000):
    if i % 3 == 0:
        total += i * 2
    else:
        total -= 1
print(total)
def primes(n):
    sieve = [True] * (n + 1)
    for p in range(2, n + 1):
        if sieve[p]:
            for q in range(p * p, n + 1, p):
                sieve[q] = False
    return sum(sieve) - 2
print(primes(5000))
s = ""
for i in range(1000): s += str(i)
print(len(s))
