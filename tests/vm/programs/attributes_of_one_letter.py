# A name that was computed is the name that stands in the source, also if it is one letter.
class Point:
    pass


point = Point()
for at, letter in enumerate('abcdefghijklmnopqrstuvwxyz_'):
    setattr(point, chr(ord(letter)), at)
print(point.x, point.n, point.r, point.a, point._)
point.x = point.n = 'set'
print([getattr(point, ''.join(['', letter])) for letter in 'xnr'], getattr(point, bytes([120]).decode()))
print(len(vars(point)), 'n' in dir(point), {'x': 1}[chr(120)])
