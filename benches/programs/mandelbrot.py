# Floating-point arithmetic in nested loops.


def escape(cr, ci, limit):
    zr = zi = 0.0
    for count in range(limit):
        rr = zr * zr
        ii = zi * zi
        if rr + ii > 4.0:
            return count
        zi = 2.0 * zr * zi + ci
        zr = rr - ii + cr
    return limit


def main():
    size = 90
    rows = []
    for y in range(size):
        row = 0
        for x in range(size):
            row += escape(x * 3.0 / size - 2.0, y * 2.0 / size - 1.0, 120)
        rows.append(row)
    print(sum(rows))


main()
