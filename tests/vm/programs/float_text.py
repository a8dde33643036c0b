from _show import show

show("""
0.1 + 0.2, 1e16, 1e15, 1e-4, 1e-5, 123456789012345678.0, 5e-324, 1.7976931348623157e308
-0.0, float("inf"), -float("inf"), float("nan"), float("-nan")
float(" 1_0.5e1_0 "), float("infinity"), float("+INF"), float(".5"), float("5."), float("1e5")
float("")
float("1__0")
float("1_")
float("abc")
float(b"1.5"), float(b"\\xff")
float("1.5.5")
float(None)
float([])
float("٣.٥")
float(1, 2)
float(x=1)
(0.5).hex(), (-0.0).hex(), (1e-320).hex(), float("inf").hex(), (3.14159).hex()
float.fromhex("0x1.8p1"), float.fromhex("-0x.8p-3"), float.fromhex("inf"), float.fromhex("1.8"), float.fromhex(" nan ")
float.fromhex("0x1p2000")
float.fromhex("xyz")
float.fromhex("0x1.ffffffffffffffp0"), float.fromhex("0x1p-1080")
float.fromhex(1)
(0.75).as_integer_ratio(), (-1.5).as_integer_ratio(), (1e300).as_integer_ratio()[1], (0.1).as_integer_ratio()
float("nan").as_integer_ratio()
float("inf").as_integer_ratio()
(2.0).is_integer(), (2.5).is_integer(), float("inf").is_integer()
round(2.5), round(3.5), round(-2.5), round(2.675, 2), round(1234.5678, -2), round(1e300, 2), round(0.5, 0)
round(float("nan"))
round(float("inf"))
round(1.5, "a")
round(1.7976931348623157e308, -308)
import math
math.floor(-1.5), math.ceil(1.2), math.trunc(-1.7), int(1e20)
7.5 // 2, -7.5 // 2, 7.5 % -2, divmod(-7.5, 2), 1e308 * 10, -1.0 % 3, 5.0 % -0.1
1.0 / 0
1.0 // 0
1.0 % 0
divmod(1.0, 0.0)
0.0 ** -1
(-8.0) ** (1/3)
10.0 ** 400
2.0 ** 0.5, 2.0 ** -1074, (-2.0) ** 3, 0.0 ** 0, float("nan") ** 0
1.5 & 1
float.__getformat__("double"), float.__getformat__("float")
float.__getformat__("x")
hash(1.0), hash(0.5), hash(float("inf")), hash(-0.0), hash(1e300), hash(2.0 ** 61)
1.0 == 1, 1.0 == True, 2 ** 53 + 1 == float(2 ** 53), 0.1 < 1, float("nan") == float("nan"), 10 ** 400 > 1e300
""")
