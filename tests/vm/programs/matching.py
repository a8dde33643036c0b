class P:
    __match_args__ = ("x", "y")
    def __init__(s, x, y): s.x = x; s.y = y
def m(v):
    match v:
        case 0 | 1: return "small"
        case int(n) if n > 100: return f"big {n}"
        case str() as s: return "str " + s
        case [a, b]: return f"pair {a} {b}"
        case [a, *rest]: return f"list {a} {rest}"
        case {"k": v, **rest}: return f"map {v} {rest}"
        case P(x=0, y=yy): return f"P0 {yy}"
        case P(a, b): return f"P {a} {b}"
        case None: return "none"
        case _: return "other"
for v in (0, 500, "hi", [1, 2], (1, 2, 3), {"k": 1, "z": 2}, P(0, 5), P(3, 4), None, 3.5, []):
    print(m(v))
