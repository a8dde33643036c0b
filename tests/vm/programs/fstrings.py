name, n, f, l, d = "Ada", 42, 3.14159, [1, 2], {"k": "v"}
print(f"{name} {n} {f:.2f} {l} {d['k']} {d["k"]} {name!r} {name!s:>6} {name!a} {n:>{5}} {n:{'0'}{'>'}{5}} {f:{10}.{2}}")
print(f"{n = } {n=} { n = !s} {f=:.1f} {name=!r:>8} {l[0] + 1 = }")
print(f"{{}} {{{n}}} {{n}}", f"{'nested ' + f'{n + f'{1}'.__len__()}'}", f"{n if n > 40 else 'small'}", f"{(lambda x: x * 2)(4)}", f"{[x for x in range(3)]}", f"{ {'a': 1}['a'] }")
print(f"""multi
{n}
line {
    name
    # a comment
}""")
print(f"{n:}" f"{n}" "plain" f'{name}', rf"\n{n}\t", fr"{name}\d", F"{n}", f"\x41\u00e9\N{GREEK SMALL LETTER ALPHA}{n}")
print(f"{f'{f"{f'{1}'}"}'}", f"{'a' 'b'}", f"{'\n'}", f"{'\\'}", f"{"\""}")
class Fmt:
    def __format__(self, spec): return f"<{spec}>"
    def __repr__(self): return "repr"
    def __str__(self): return "str"
o = Fmt()
print(f"{o} {o:abc} {o!r} {o!s:>5} {o=} {o:{n}x{name}} {o:%H:%M}")
for bad in ["f'{}'", "f'{'", "f'}'", "f'{a b}'", "f'{n!x}'", "f'{n!}'", "f'{n:{'", "f'{n:{}}'", "f'{!r}'", "f'{=}'", "f'{n=!}'", "f'{lambda x: 1}'", "f'{*l}'", "f'{n:{n:{n}}}'", "f'{a $ b}'", "f'{x = 1}'", "f'{(x := 5)}'", "f'{n # c}'"]:
    try: print(bad, eval(bad))
    except Exception as e: print(bad, "->", type(e).__name__, e)
for bad in ["f'{undefined}'", "f'{1/0}'", "f'{n:z}'", "f'{name:d}'", "f'{None:5}'", "f'{[]:5}'", "f'{f:q}'"]:
    try: print(bad, eval(bad))
    except Exception as e: print(bad, "->", type(e).__name__, e)
x = 10; print(f"{x:#06x} {x:b} {x:+d} {-x:=6} {x:,} {1e6:,.0f} {0.5:.0%} {True:d} {x!r:^5}|")
print(f"{'a':*^9}", f"{'日本':>5}", f"{1 + 2j:.1f}", f"{b'x'}", f"{print}"[:10], f"{3:{'{'}>3}")
def g(): return f"{(yield)}"
q = g(); next(q)
try: q.send("sent")
except StopIteration as e: print(e.value)
print(f"{x}{x!r}{x:3}{x!s:4}|", f'{"quoted"}', f"{x,}", f"{x, 1}", f"{*l,}", f"{not x}", f"{x is x}", f"{x == 10}", f"{x != 1}", f"{x>=1}", f"{x:=5}")
