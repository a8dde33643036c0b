# Lists, sets and dicts from other lists, sets and dicts.


def primes(limit):
    composite = {multiple for base in range(2, int(limit**0.5) + 1) for multiple in range(base * base, limit, base)}
    return [number for number in range(2, limit) if number not in composite]


def matrix_product(a, b):
    columns = list(zip(*b))
    return [[sum(x * y for x, y in zip(row, column)) for column in columns] for row in a]


def main():
    total = 0
    for round in range(14):
        found = primes(6000 + round)
        squares = {number: number * number for number in found}
        by_digit = {digit: [number for number in found if number % 10 == digit] for digit in range(10)}
        total += sum(squares[number] for number in by_digit[7])
        pairs = [(x, y) for x in range(60) for y in range(60) if (x * y + round) % 7 == 3]
        total += len({x - y for x, y in pairs})
        matrix = [[(x * y + round) % 11 for x in range(24)] for y in range(24)]
        total += sum(sum(row) for row in matrix_product(matrix, matrix))
    print(total)


main()
