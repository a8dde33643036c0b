from _show import show

show("""
f"{'ab':5}|{'ab':>5}|{'ab':^5}|{'ab':*<5}|{'abcdef':.3}|{'abcdef':6.2}|{'ab':05}|{'ab':<05}|{'ab':s}|{'é':é^3}"
f"{'ab':=5}"
f"{'ab':+}"
f"{'ab': }"
f"{'ab':#}"
f"{'ab':z}"
f"{'ab':,}"
f"{'ab':_s}"
f"{'ab':d}"
f"{'ab':5x}"
f"{'a':{10}}|{'a':{'<'}{4}}|{'a'!r:5}|{'é'!a}|{'a'!s:>3}"
f"{3 + 4 = }", f"{'x'=}", f"{'x'=!s}", f"{1.5=:.3f}", f"{ 'a' = }"
"{} {}".format(1, 2), "{1} {0}".format("a", "b"), "{a} {b!r}".format(a=1, b="x"), "{0.real} {0[1]}".format([1, 2]) if 0 else ""
"{0[0]} {0[1]}".format([1, 2]), "{0[key]}".format({"key": 5}), "{0.imag}".format(5), "{a[b][0].real}".format(a={"b": [7]})
"{{}} {{{}}}".format(1), "{:{}}".format("a", 5), "{:{w}.{p}f}".format(3.14159, w=8, p=2), "{0:{1}}".format(5, "x>4")
"{".format()
"}".format()
"{!}".format(1)
"{!x}".format(1)
"{!rx}".format(1)
"{!r".format(1)
"{:".format(1)
"{0".format(1)
"{0!r:{".format(1)
"{}{0}".format(1, 2)
"{0}{}".format(1, 2)
"{}".format()
"{1}".format(1)
"{a}".format()
"{0.}".format(1)
"{0[}".format(1)
"{0[]}".format([1])
"{0[0]x}".format([1])
"{0[a]}".format([1])
"{0.foo}".format(1)
"{0[5]}".format([1])
"{a{b}}".format(1)
"{:{:{}}}".format(1, 2, 3)
"{99999999999999999999}".format(1)
"{0[99999999999999999999]}".format([1])
"{-1}".format(1)
"{ 0}".format(1)
"{a.b}".format(a=1)
"{a}{b}".format_map({"a": 1, "b": 2})
"{}".format_map({"a": 1})
"{x}".format_map({"a": 1})
class D(dict):
    def __missing__(self, k): return f"<{k}>"
"{x} {y!r:>8}".format_map(D())
"{0!a} {0!s} {0!r}".format("é")
class F:
    def __format__(self, spec): return f"F({spec})"
f"{F():abc} {F()} {F():}", format(F(), "x"), "{:>{}}".format(F(), 3)
class G:
    def __format__(self, spec): return 5
format(G())
"{:%Y}".format(F())
'{:[}'.format(F()), '{0[}]}'.format({"}": 1})
""")
