# Counters, adders and compositions of functions that keep their variables.


def counter(step):
    count = 0

    def advance():
        nonlocal count
        count += step
        return count

    return advance


def compose(*functions):
    def composed(value):
        for function in functions:
            value = function(value)
        return value

    return composed


def adder(amount):
    return lambda value: value + amount


def main():
    total = 0
    step = compose(adder(1), adder(2), lambda value: value % 1000)
    for start in range(60):
        advance = counter(start)
        value = 0
        for _ in range(1500):
            value = step(value) + advance() % 7
        total += value
    print(total)


main()
