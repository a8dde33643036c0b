# Eratosthenes with a list and a loop.


def sieve(limit):
    flags = [True] * (limit + 1)
    flags[0] = flags[1] = False
    number = 2
    while number * number <= limit:
        if flags[number]:
            multiple = number * number
            while multiple <= limit:
                flags[multiple] = False
                multiple += number
        number += 1
    count = 0
    for number in range(limit + 1):
        if flags[number]:
            count += 1
    return count


print(sieve(300000))
