log = []
class K:
    def __init__(self, v): self.v = v
    def __lt__(self, o): log.append((self.v, o.v)); return self.v < o.v
    def __repr__(self): return f"K{self.v}"
def trial(values, **kw):
    log.clear()
    print(sorted(map(K, values), **kw), log)
trial([3, 1, 2])
trial([1, 2, 3, 4])
trial([4, 3, 2, 1])
trial([2, 2, 1, 1])
trial([5, 1, 4, 2, 3], reverse=True)
trial(range(8))
trial([1, 3, 2, 5, 4, 7, 6])
import sys
def count(values):
    log.clear(); sorted(map(K, values)); return len(log)
def lcg(n, seed=1):
    out = []
    for _ in range(n):
        seed = (seed * 1103515245 + 12345) % 2 ** 31
        out.append(seed % 1000)
    return out
for n in (10, 31, 63, 64, 65, 100, 128, 200, 500, 1000):
    print(n, count(lcg(n)), count(range(n)), count(range(n, 0, -1)), count([i % 7 for i in range(n)]), count(list(range(n // 2)) * 2), count([*range(n // 2), *range(n, n // 2, -1)]))
data = [K(v) for v in lcg(300, 7)]; log.clear(); data.sort(); total = sum(a * 31 + b for a, b in log); print(len(log), total % 1000003, log[:5], log[-5:])
log.clear(); print(min(map(K, [3, 1, 2])), log); 
class G(K):
    def __gt__(self, o): log.append(("gt", self.v, o.v)); return self.v > o.v
log.clear(); print(max(map(G, [3, 1, 5])), log)
class Fails:
    def __init__(self, n): self.n = n
    def __lt__(self, o):
        if self.n == 3: raise ValueError("compare")
        return self.n < o.n
l = [Fails(i) for i in (5, 3, 4)]
try: l.sort()
except ValueError as e: print(e, [x.n for x in l])
def key(x):
    if x == 2: raise KeyError("key")
    return x
l = [3, 2, 1]
try: l.sort(key=key)
except KeyError as e: print(e, l)
class Num:
    def __init__(self, v): self.v = v
    def __lt__(self, o): return NotImplemented
try: sorted([Num(1), Num(2)])
except TypeError as e: print(e)
print(sorted([3, "a"] if 0 else [True, 0.5, -1, 2 ** 70, -2 ** 70]), sorted(["b", "a", "é", "Z", ""]), sorted([(1, "b"), (1, "a"), (0, "z")]), sorted([[2], [1, 5], [1]]), sorted([1.5, 1, float("-inf"), 3]), sorted([b"b", b"a"]))
print(sorted([("a", 2), ("b", 1), ("c", 2), ("d", 1)], key=lambda t: t[1]), sorted([("a", 2), ("b", 1), ("c", 2), ("d", 1)], key=lambda t: t[1], reverse=True))
nan = float("nan"); print(sorted([3, nan, 1, 2]), sorted([nan, 1]), min([nan, 1]), max([1, nan]))
