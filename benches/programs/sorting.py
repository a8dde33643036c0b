# Three sorts written out and the one that is built in.


def numbers(count, seed):
    out = []
    for _ in range(count):
        seed = (seed * 1103515245 + 12345) % 2147483648
        out.append(seed % 10000)
    return out


def quicksort(items):
    if len(items) < 2:
        return items
    pivot = items[len(items) // 2]
    return (
        quicksort([item for item in items if item < pivot])
        + [item for item in items if item == pivot]
        + quicksort([item for item in items if item > pivot])
    )


def heapsort(items):
    items = items[:]

    def sift(start, end):
        root = start
        while True:
            child = root * 2 + 1
            if child > end:
                return
            if child + 1 <= end and items[child] < items[child + 1]:
                child += 1
            if items[root] >= items[child]:
                return
            items[root], items[child] = items[child], items[root]
            root = child

    for start in range(len(items) // 2 - 1, -1, -1):
        sift(start, len(items) - 1)
    for end in range(len(items) - 1, 0, -1):
        items[0], items[end] = items[end], items[0]
        sift(0, end - 1)
    return items


def insertion(items):
    items = items[:]
    for at in range(1, len(items)):
        item = items[at]
        while at > 0 and items[at - 1] > item:
            items[at] = items[at - 1]
            at -= 1
        items[at] = item
    return items


def main():
    items = numbers(8000, 42)
    expected = sorted(items)
    print(quicksort(items) == expected, heapsort(items) == expected)
    few = items[:700]
    print(insertion(few) == sorted(few))
    print(sorted(items, key=lambda item: (item % 100, -item))[:5])


main()
