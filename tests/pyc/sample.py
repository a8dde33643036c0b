"""What the readers of other versions are tested with: syntax that CPython 3.8 knows."""
import os.path as path
from sys import argv, exit as leave


class Shape:
    sides: int = 4

    def area(self, width, /, height=2.5, *rest, scale=1, **named):
        """The area."""
        total = width * height + scale
        for extra in rest:
            if extra is None or extra not in named:
                continue
            total += extra ** 2
        return total

    def __repr__(self):
        return f"{type(self).__name__}({self.sides!r:>4}, {path.sep})"


def closure(limit):
    seen = []

    def visit(item):
        nonlocal limit
        limit -= 1
        seen.append(item)
        return limit > 0 and item is not seen

    return visit, [x for x in range(limit)], {x: -x for x in seen if not x}


async def fetch(source):
    async with source as opened:
        async for chunk in opened:
            yield await chunk


def guarded(call, *arguments):
    try:
        with open(call(*arguments, sep="", end=None)) as file:
            data = file.read()
    except (ValueError, OSError) as error:
        raise RuntimeError("failed") from error
    else:
        first, *others = data[1:-1]
        del data
    finally:
        print("done")
    while first < 10 <= 20:
        first <<= 1
    assert others, "nothing"
    return lambda value=first: (value, 1, "two", b"3", 4j, ..., {5, 6}), 1 < first != 3


if __name__ == "__main__":
    leave(len(argv) == 0)
