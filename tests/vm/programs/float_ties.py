# Of two shortest decimals that are equally near, repr() takes the even one; max() and min() take items one by one.
print(1000000000000000.25, 1000000000000000.75, 2.0 ** -1074, 5e-324, complex(1000000000000000.25, -0.0))


def items():
    for item in 1, 2, 3:
        print("item", item)
        yield item


try:
    max(items(), key=lambda item: {})
except TypeError as error:
    print(error)
print(min(items(), key=lambda item: -item), max((), default="none"), max(2, 3, 1, key=str), min("b", "a"))
