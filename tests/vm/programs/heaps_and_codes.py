# `heapq`, `bisect`, `binascii` and rows of CSV: results, and what they complain of.
import heapq, bisect, random, binascii, base64, csv, zlib

def show(f, *a, **k):
    try:
        r = f(*a, **k)
        print(repr(r))
        return r
    except Exception as e:
        print(type(e).__name__, e)
random.seed(3)

class K:
    log = []

    def __init__(s, v):
        s.v = v

    def __lt__(s, o):
        K.log.append((s.v, o.v))
        return s.v < o.v

    def __repr__(s):
        return f'K{s.v}'
d = [random.randrange(50) for _ in range(40)]
h = [K(v) for v in d]
heapq.heapify(h)
print(h)
for v in (3, 60, 17):
    heapq.heappush(h, K(v))
    print(heapq.heappop(h), heapq.heappushpop(h, K(v + 1)), heapq.heapreplace(h, K(9)))
print(h, len(K.log), hash(tuple(K.log)))
h = d[:]
heapq._heapify_max(h)
print(h, heapq._heappop_max(h), heapq._heapreplace_max(h, 3), h)
show(heapq.heappush, 5, 1)
show(heapq.heappop, [])
show(heapq.heapreplace, [], 1)
print(heapq.heappushpop([], 1))
show(heapq.heapify, (1,))
show(heapq.heappop)
show(heapq.heappush, [1])
show(heapq.heappush, ['a'], 1)
show(heapq.heappop, x=1)

class C:

    def __lt__(s, o):
        L.clear()
        return True
L = [C(), C(), C(), C()]
show(heapq.heapify, L)
L = [C(), C(), C(), C()]
show(heapq.heappop, L)
L = [C(), C()]
show(heapq.heappush, L, C())
L = [C()]
show(heapq.heappushpop, L, C())
print(heapq.nsmallest(3, d), heapq.nlargest(3, d, key=lambda x: -x), list(heapq.merge([1, 3], [2, 4])))
a = [1, 2, 2, 3]
for f in (bisect.bisect_left, bisect.bisect_right, bisect.bisect):
    print(f(a, 2), f(a, 0), f(a, 9), f(a, 2, 1, 3), f(a, 2, key=lambda v: -v), f(a, x=2, hi=None, lo=0))
show(bisect.bisect, a, 2, -1)
show(bisect.bisect, a, 'x')
show(bisect.bisect, 5, 2)
show(bisect.bisect)
show(bisect.bisect, a, 1, 0, 2, None)
show(bisect.bisect, a, 2, 0, 10)
show(bisect.bisect_left, {}, 1, 0, 3)
show(bisect.bisect, a, 2, 'x')
bisect.insort(a, 2.5)
bisect.insort_left(a, 0)
print(a)
bisect.insort(a, -5, key=abs)
print(a)
print(bisect.bisect.__name__, bisect.insort is bisect.insort_right)

class Q:

    def __init__(s):
        s.l = []

    def __len__(s):
        return len(s.l)

    def __getitem__(s, i):
        return s.l[i]

    def insert(s, i, x):
        s.l.insert(i, x)
q = Q()
[bisect.insort(q, v) for v in (3, 1, 2)]
print(q.l)
for n in range(9):
    e = base64.b64encode(bytes(range(200, 200 + n)))
    print(e, base64.b64decode(e))
for t in ('YQ', 'YQ=', 'YQ==', 'YQ==x', 'Y', '=', '====', 'a=b=', 'YWJj!ZGVm', 'YWJjZ\n', 'YWJjZA==YWJj', b'YQ==', 'é', 'YWJjZGVmZ', 'YWJjZA=', 'YW=Jj'):
    show(binascii.a2b_base64, t)
    show(binascii.a2b_base64, t, strict_mode=True)
show(binascii.b2a_base64, 'x')
show(binascii.b2a_base64, b'abc', newline=False)
show(binascii.crc32, b'hello')
show(binascii.crc32, b'hello', 123)
show(binascii.crc32, b'hello', -1)
show(zlib.crc32, b'hello', -1)
show(binascii.crc32, 'x')
for l in ['a,b', 'a,"b c",d\n', '"a""b",c\r\n', '"a\nb",c', '"a"x,c', 'a"b,c', '', '\n', 'a,', '"",""', ',', 'a,"b', 'a\rb,c', ' a, b', '"a" ,b', 'a\n\n', 'a\r\n\n']:
    show(lambda: list(csv.reader([l])))
    show(lambda: list(csv.reader([l], delimiter=';', quotechar="'")))
    show(lambda: list(csv.reader([l], doublequote=False)))
    show(lambda: list(csv.reader([l], strict=True)))
csv.field_size_limit(4)
show(lambda: list(csv.reader(['"abcdefgh",b'])))
show(lambda: list(csv.reader(['abc,defg,h'])))
