from _show import show

show("""
1j, -1j, 1 + 2j, -(1 + 2j), complex(0, -0.0), complex(-0.0, 1), 1e100j, complex("inf"), complex("nan+infj")
complex("1+2j"), complex(" 3j "), complex("(1-2j)"), complex("1e5-2.5e-3j"), complex("j"), complex("-J"), complex("1")
complex("1 + 2j")
complex("")
complex("a")
complex("1", 2)
complex(1, "2")
complex(None)
complex(1, None)
complex([])
complex(1j, 1j), complex(1.5), complex(True, True), complex(real=1, imag=2), complex()
(1 + 2j) * (3 - 1j), (1 + 2j) / (3 - 1j), (1 + 2j) ** 2, (1 + 2j) ** -1, (1 + 2j) ** 0.5, 2 ** 1j, 1j ** 1j
1j / 0
0j ** -1
1j // 1
1j % 1
divmod(1j, 1)
1j < 2
int(1j)
float(1j)
abs(3 + 4j), (1 + 2j).conjugate(), (1 + 2j).real, (1 + 2j).imag, bool(0j), bool(1j)
hash(1 + 0j) == hash(1), hash(1j), hash(1 + 2j)
1 + 0j == 1, 1j == 1j, 1j != 1, (1 + 2j).__eq__("a")
f"{1 + 2j:.2f}", f"{1 + 2j:>15}", f"{1j:g}", f"{-1j:e}", format(3 + 4j, ""), f"{1 + 2j:+.1f}", f"{1j:.3}", f"{1+2j:^20,}"
f"{1j:05}"
f"{1j:=5}"
f"{1j:d}"
f"{1j:n}"
class C:
    def __complex__(self): return 3 + 1j
complex(C())
class D:
    def __complex__(self): return 1.5
complex(D())
class F:
    def __float__(self): return 2.5
complex(F()), complex(1, F())
complex(1j).__complex__()
complex.__getnewargs__(1+2j)
complex.from_number
round(1j)
""")
