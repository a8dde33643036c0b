import bisect
import datetime
import fractions
import heapq
import math
import statistics
import textwrap
from decimal import Decimal, getcontext

print(fractions.Fraction(3, 4) + 1, fractions.Fraction("0.125"), fractions.Fraction(1.5), fractions.Fraction(7, 3) // 1)
print(Decimal("1.10") + Decimal("2.2"), Decimal(1) / Decimal(3), round(Decimal("2.675"), 2), Decimal("1E+3"))
getcontext().prec = 6
print(Decimal(2).sqrt(), Decimal("NaN"), Decimal("-0"))
print(statistics.mean([1, 2, 3, 4]), statistics.median([5, 1, 3]), statistics.stdev([1, 2, 3, 4]), statistics.mode("aab"))
heap = [5, 1, 4]
heapq.heapify(heap)
heapq.heappush(heap, 0)
print(heapq.heappop(heap), heapq.nsmallest(2, [3, 1, 2]), heapq.nlargest(2, "abc"), list(heapq.merge([1, 4], [2, 3])))
print(bisect.bisect_left([1, 2, 2, 3], 2), bisect.bisect([1, 2, 2, 3], 2))
when = datetime.datetime(2024, 2, 29, 12, 30, 15)
print(when, repr(when), when + datetime.timedelta(days=366, hours=1), when.strftime("%A %d %B %Y %H:%M"), when.isoformat())
print(datetime.datetime.strptime("2024-01-02 03:04", "%Y-%m-%d %H:%M"), datetime.date(2024, 12, 25) - datetime.date(2024, 1, 1))
print(datetime.date.fromisoformat("2024-03-01").weekday(), datetime.timedelta(hours=30), datetime.timezone.utc)
try:
    datetime.date(2023, 2, 29)
except ValueError as error:
    print(error)
print(math.gamma(5.5), math.lgamma(10.5), math.erf(0.5), math.nextafter(1, 2), math.ulp(1.0), math.remainder(7, 4))
print(math.sumprod([1, 2], [3, 4]), math.comb(10, 3), math.dist((0, 0), (3, 4)), math.isqrt(99))
print(textwrap.fill("the quick brown fox jumps over the lazy dog", 20), textwrap.dedent("  a\n    b\n"))
