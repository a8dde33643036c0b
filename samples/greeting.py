# Look at __name__ when imported

print("greeting runs as", __name__)
times = 1


def hello(name):
    return f"Hello, {name}!"


if __name__ == "__main__":
    print(hello("nobody"))
