from _show import show

show("""
(258).to_bytes(2, "big"), (258).to_bytes(2, "little"), (5).to_bytes()
(-1).to_bytes(2, signed=True), (-129).to_bytes(2, "big", signed=True)
(256).to_bytes(1)
(-1).to_bytes(1)
(128).to_bytes(1, signed=True)
(127).to_bytes(1, signed=True), (-128).to_bytes(1, signed=True)
(1).to_bytes(-1)
(1).to_bytes(1, "middle")
(0).to_bytes(0)
(1).to_bytes(length=3, byteorder="little")
int.from_bytes(b"\\x01\\x02"), int.from_bytes(b"\\x01\\x02", "little")
int.from_bytes(b"\\xff\\xfe", signed=True), int.from_bytes([255, 0], "big")
int.from_bytes(b"")
int.from_bytes("ab")
int.from_bytes([256])
int.from_bytes(b"a", "x")
class I(int): pass
type(I.from_bytes(b"a")), I.from_bytes(b"a")
(10 ** 40).to_bytes(20, "big").hex()
(1 << 64).bit_length(), (-5).bit_length(), (0).bit_length(), (255).bit_count(), (-7).bit_count()
(5).as_integer_ratio(), (5).is_integer(), (5).conjugate(), (5).real, (5).imag, (5).numerator, (5).denominator
True.real, True.bit_length(), type(True.real), type(True.conjugate())
""")
