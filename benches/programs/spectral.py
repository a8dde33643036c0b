# The spectral norm of a matrix that is never stored.


def element(i, j):
    return 1.0 / ((i + j) * (i + j + 1) // 2 + i + 1)


def times(vector):
    return [sum(element(i, j) * v for j, v in enumerate(vector)) for i in range(len(vector))]


def transposed_times(vector):
    return [sum(element(j, i) * v for j, v in enumerate(vector)) for i in range(len(vector))]


def main():
    u = [1.0] * 70
    for _ in range(6):
        v = transposed_times(times(u))
        u = transposed_times(times(v))
    top = sum(a * b for a, b in zip(u, v))
    bottom = sum(b * b for b in v)
    print(f"{(top / bottom) ** 0.5:.9f}")


main()
