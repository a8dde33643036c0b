# Raising, catching, cleaning up and passing on.


class Refused(Exception):
    def __init__(self, code):
        super().__init__(f"refused with {code}")
        self.code = code


class Guard:
    def __init__(self, log):
        self.log = log

    def __enter__(self):
        return self

    def __exit__(self, kind, value, traceback):
        self.log.append(kind is not None)
        return kind is KeyError


def check(number):
    if number % 3 == 0:
        raise Refused(number)
    if number % 5 == 0:
        raise KeyError(number)
    return number


def deep(number, depth):
    if depth == 0:
        return check(number)
    try:
        return deep(number, depth - 1)
    finally:
        number += 1


def main():
    log = []
    total = 0
    for number in range(24000):
        try:
            with Guard(log):
                total += deep(number, 3)
        except Refused as error:
            total += error.code % 7
        except Exception:
            total -= 1
    print(total, len(log), sum(log))


main()
