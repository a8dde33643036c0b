a = b = c = []; a.append(1); print(b, c is a)
x, y = 1, 2; x, y = y, x; print(x, y)
(a, b), [c, *d] = (1, 2), "xyz"; print(a, b, c, d)
*a, = range(3); print(a); *a, b = "ab"; print(a, b); a, *b, c = 1, 2; print(a, b, c)
l = [0, 1, 2]; i = 0; i, l[i] = 1, "set"; print(i, l); l[1:2] = l[0], l[2]; print(l)
d = {}; d["a"], d["b"] = 1, 2; d["a"] += 5; print(d)
class O: pass
o = O(); o.x = o.y = 3; o.x += 1; o.z, (o.w, *o.v) = 1, (2, 3, 4); print(vars(o))
n = 5; n += 1; n -= 2; n *= 3; n /= 2; n //= 2; n %= 2; n **= 3; print(n); m = 6; m &= 3; m |= 8; m ^= 1; m <<= 2; m >>= 1; print(m)
s = "a"; s += "b"; s *= 2; print(s); t = (1,); t += (2,); print(t); q = [1]; r = q; q += [2]; q = q + [3]; print(q, r)
def order(v): print("eval", v); return v
z = {order("k"): order("v")}; z[order("i")] = order("val"); order([1, 2])[order(0)] = order(9)
print(order(1) + order(2) * order(3), order(1) < order(2) < order(0) < order(5), order(0) and order(1) or order(2))
if (w := 10) > 5: print(w)
print([v := 3, v * 2], (u := 1, 2), u)
while (chunk := l.pop() if l else None) is not None: print("chunk", chunk)
def f(): return 1, 2, 3
p, *rest = f(); print(p, rest)
for k, (v, *w) in {"a": (1, 2, 3)}.items(): print(k, v, w)
for o.attr in range(2): pass
print(o.attr)
for d["loop"] in "xy": pass
print(d["loop"])
[a, b] = {1: 2, 3: 4}; print(a, b)
a, b = b"xy"; print(a, b)
for bad in ["a, b = 1, 2, 3", "a, b, c = 1, 2", "a, *b, c = 1,", "(a, b), c = 1, 2", "a, b = 5", "a, b = None", "[a] = []", "*a, b = []", "a, b = iter([1])", "x = yield" if 0 else "a, b = {1}", "a, b = 'abc'", "for a, b in [1]: pass", "a.b.c = 1", "a[0] = 1", "undefined_q += 1", "o.nothing += 1", "d['nokey'] += 1", "(1).x = 1", "None.x = 1", "f().x = 1", "l[10] = 1", "l['a'] = 1"]:
    try: exec(bad); print(bad, "fine")
    except Exception as e: print(bad, "->", type(e).__name__, e)
x: int = 5; y: "str"; print(x, __annotations__)
class K:
    a: int = 1
    b: "list[int]"
    self: str
    (c): int = 2
print(K.__annotations__)
o.ann: int = 7; print(o.ann)
def ann():
    v: int
    try: v
    except UnboundLocalError as e: print(e)
ann()
del x
try: x
except NameError as e: print(e)
del d["a"], o.x, l[:]; print(d, vars(o), l)
(del_a, del_b) = 1, 2; del (del_a, del_b)
print("del_a" in globals())
one = 1; print(one if one else 2, not one, one and 2, 0 or "x", one == 1 != 2, 1 < 2 > 1, None is None, 1 in [1], 2 not in [1])
