class P:
    __match_args__ = ("x", "y")
    def __init__(self, x, y): self.x, self.y = x, y
    def __repr__(self): return f"P({self.x}, {self.y})"
class Q: pass
class Color:
    RED = "red"
def f(v):
    match v:
        case 0 | 1: return "zero or one"
        case -1: return "minus one"
        case 1.5: return "float"
        case 2 + 3j: return "complex"
        case "s" "t": return "st"
        case b"b": return "bytes"
        case None: return "none"
        case True: return "true"
        case Color.RED: return "red"
        case []: return "empty seq"
        case [x]: return f"one {x}"
        case [1, 2, *rest]: return f"12 {rest}"
        case [first, *_, last] if first == last: return f"same ends {first}"
        case (a, b): return f"two {a} {b}"
        case [_, _, *_]: return "many"
        case {"k": 1, **rest}: return f"k1 {rest}"
        case {"k": v2}: return f"k {v2}"
        case {}: return "mapping"
        case P(0, y=yy): return f"P0 {yy}"
        case P(x, y) if x == y: return f"P== {x}"
        case P(x=P(a, b) as inner): return f"nested {inner} {a} {b}"
        case P(): return "P any"
        case int(n): return f"int {n}"
        case str() as s: return f"str {s}"
        case float() | complex(): return "num"
        case bytes(b) : return f"bytes {b}"
        case set(): return "set"
        case Q(z=1): return "Q z"
        case _: return "other"
q = Q(); q.z = 1
for v in [0, 1, -1, 1.5, 2 + 3j, "st", b"b", None, True, False, "red", [], (), [5], (7,), [1, 2], [1, 2, 3, 4], [9, 8, 9], (3, 4), [3, 4, 5], {"k": 1, "z": 2}, {"k": 5}, {}, {"a": 1}, P(0, 3), P(2, 2), P(P(1, 2), 3), P(5, 6), 42, "hello", 2.5, b"xyz", {1}, q, Q(), range(2), bytearray(b"ab"), "ab", object]:
    print(repr(v) if not isinstance(v, Q) else "Q", "->", f(v))
def g(v):
    match v:
        case P(1, 2, 3): return "three"
def h(v):
    match v:
        case P(1, x=2): return "dup"
def i(v):
    match v:
        case int(1, 2): return "x"
def j(v):
    match v:
        case Q(1): return "x"
class Bad: __match_args__ = [1]
class Bad2: __match_args__ = (1,)
def k(v):
    match v:
        case Bad(1): pass
def l(v):
    match v:
        case Bad2(1): pass
notclass = 5
def m(v):
    match v:
        case notclass(): pass
for fn, v in [(g, P(1, 2)), (h, P(1, 2)), (i, 1), (j, Q()), (k, Bad()), (l, Bad2()), (m, 1)]:
    try: print(fn(v))
    except TypeError as e: print(e)
match (1, 2), 3:
    case (a, b), c: print(a, b, c)
match [1, [2, [3, 4]]]:
    case [a, [b, [*c]]]: print(a, b, c)
match {"a": {"b": [1, {"c": 2}]}}:
    case {"a": {"b": [_, {"c": c}]}}: print(c)
match 5:
    case x if x > 10: print("big")
    case x if x > 3: print("mid", x)
match "abc":
    case [*_]: print("seq")
    case str(): print("str is no sequence")
