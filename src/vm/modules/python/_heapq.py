"""Heaps in lists."""


def _list(heap, function):
    if not isinstance(heap, list):
        raise TypeError(f"{function}() argument 1 must be list, not {type(heap).__name__}")


def _up(heap, start, at):
    item = heap[at]
    while at > start:
        parent = (at - 1) >> 1
        above = heap[parent]
        if not item < above:
            break
        heap[at] = above
        at = parent
    heap[at] = item


def _down(heap, at):
    end, start = len(heap), at
    item = heap[at]
    child = 2 * at + 1
    while child < end:
        right = child + 1
        if right < end and not heap[child] < heap[right]:
            child = right
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _up(heap, start, at)


def heappush(heap, item, /):
    _list(heap, "heappush")
    heap.append(item)
    _up(heap, 0, len(heap) - 1)


def heappop(heap, /):
    _list(heap, "heappop")
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if heap:
        first, heap[0] = heap[0], last
        _down(heap, 0)
        return first
    return last


def heapreplace(heap, item, /):
    _list(heap, "heapreplace")
    if not heap:
        raise IndexError("index out of range")
    first, heap[0] = heap[0], item
    _down(heap, 0)
    return first


def heappushpop(heap, item, /):
    _list(heap, "heappushpop")
    if heap and heap[0] < item:
        item, heap[0] = heap[0], item
        _down(heap, 0)
    return item


def heapify(heap, /):
    _list(heap, "heapify")
    for at in range(len(heap) // 2 - 1, -1, -1):
        _down(heap, at)


def _up_max(heap, start, at):
    item = heap[at]
    while at > start:
        parent = (at - 1) >> 1
        above = heap[parent]
        if not above < item:
            break
        heap[at] = above
        at = parent
    heap[at] = item


def _down_max(heap, at):
    end, start = len(heap), at
    item = heap[at]
    child = 2 * at + 1
    while child < end:
        right = child + 1
        if right < end and not heap[right] < heap[child]:
            child = right
        heap[at] = heap[child]
        at = child
        child = 2 * at + 1
    heap[at] = item
    _up_max(heap, start, at)


def _heappop_max(heap, /):
    _list(heap, "_heappop_max")
    if not heap:
        raise IndexError("index out of range")
    last = heap.pop()
    if heap:
        first, heap[0] = heap[0], last
        _down_max(heap, 0)
        return first
    return last


def _heapreplace_max(heap, item, /):
    _list(heap, "_heapreplace_max")
    if not heap:
        raise IndexError("index out of range")
    first, heap[0] = heap[0], item
    _down_max(heap, 0)
    return first


def _heapify_max(heap, /):
    _list(heap, "_heapify_max")
    for at in range(len(heap) // 2 - 1, -1, -1):
        _down_max(heap, at)


def heappush_max(heap, item, /):
    heap.append(item)
    _up_max(heap, 0, len(heap) - 1)


def heappushpop_max(heap, item, /):
    if heap and item < heap[0]:
        item, heap[0] = heap[0], item
        _down_max(heap, 0)
    return item


heappop_max, heapreplace_max, heapify_max = _heappop_max, _heapreplace_max, _heapify_max
