"""Binary search in sorted lists."""


def _find(a, x, lo, hi, key, right):
    if lo < 0:
        raise ValueError("lo must be non-negative")
    hi = len(a) if hi is None else hi
    while lo < hi:
        middle = (lo + hi) // 2
        value = a[middle] if key is None else key(a[middle])
        if (not x < value) if right else value < x:
            lo = middle + 1
        else:
            hi = middle
    return lo


def bisect_right(a, x, lo=0, hi=None, *, key=None):
    return _find(a, x, lo, hi, key, True)


def bisect_left(a, x, lo=0, hi=None, *, key=None):
    return _find(a, x, lo, hi, key, False)


def insort_right(a, x, lo=0, hi=None, *, key=None):
    at = _find(a, x if key is None else key(x), lo, hi, key, True)
    a.insert(at, x)


def insort_left(a, x, lo=0, hi=None, *, key=None):
    at = _find(a, x if key is None else key(x), lo, hi, key, False)
    a.insert(at, x)


bisect, insort = bisect_right, insort_right
