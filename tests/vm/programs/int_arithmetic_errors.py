from _show import show

show("""
1 // 0
1 % 0
divmod(1, 0)
1 / 0
0 ** -1
pow(2, -1, 7), pow(2, 100, 7), pow(-3, 3, 5), pow(3, 0, 1), pow(2, 3, -5)
pow(2, 3, 0)
pow(2, -1, 4)
pow(2.0, 3, 5)
pow(2, 3.0, 5)
pow("a", 2)
pow(2, 3, None)
2 ** -2, (-2) ** 3, (-8) ** 0.5
1 << -1
1 >> -1
1 << 200 >> 200, -1 >> 1000, 5 >> 70
1 << (1 << 70)
0 << (1 << 70)
10 ** 400 / 3
10 ** 400 / 10 ** 399, 1 / 10 ** 400
float(10 ** 400)
7 // -2, -7 // 2, 7 % -3, -7 % 3, divmod(-7, 2), divmod(7, -2)
1 + "a"
"a" + 1
1 - []
-"a"
+[]
~1.5
1 < "a"
1 & 1.5
abs(-5), abs(True), -True, ~True
(2 ** 64) // 3, -(2 ** 64) // 3, (2 ** 64) % -3
round(12345, -2), round(15, -1), round(25, -1), round(-15, -1), round(5, None)
round(5, 1.5)
round("a")
True + True, True * 3, True & False, True | 2, True ^ True
bool("") , bool([0]), bool(1, 2)
""")
