//! Random uses of one feature each: a pattern of whole statements whose holes are filled with random code.
//!
//! In a pattern `{a}` to `{e}` are fresh numbers, so that `i{a}` is a new name of an integer; letters of [`super::typed`] alone
//! are expressions of their kind; a line `BLOCK` is a few statements of a function's body, `MORE` of the place around, `GIVE`
//! of a generator's body.

use super::{Generator, Place};

const SNIPPETS: &[&str] = &[
    // Scopes and closures.
    "\
def c{a}():
    i{b} = I
    def inner(step=I):
        nonlocal i{b}
        i{b} += step
        return i{b}
    BLOCK
    return inner
c{a}_1 = c{a}()
print(c{a}_1(), c{a}_1(2), c{a}_1.__closure__ and len(c{a}_1.__closure__), c{a}_1.__code__.co_freevars)",
    "\
def c{a}():
    global gl{b}
    gl{b} = L
    BLOCK
    del gl{b}
    print(gl{b})
c{a}()",
    "l{a} = [lambda x=x: (x, I) for x in L]\nprint([show(f()) for f in l{a}][:5])",
    "l{a} = [lambda: x for x in L]\nprint([show(f()) for f in l{a}][:5])",
    "\
class K{a}:
    items = L
    many = [x for x in items]
    try:
        pairs = [(x, y) for x in items for y in items][:3]
        other = [items for x in (1, 2)]
    except NameError as wrong:
        print('in class', wrong)
    def get(self): return __class__.__name__, self.many
print(K{a}().get(), sorted(name for name in vars(K{a}) if not name.startswith('__')))",
    "print(any((w{a} := x) > I for x in L), show(w{a}))",
    "print([(w{a} := x, w{a}) for x in L if (w{b} := S)], w{b})",
    "\
def c{a}():
    print(sorted(locals()))
    if T:
        v{b} = I
    BLOCK
    return v{b}
print(c{a}())",
    // Exceptions and `finally`.
    "\
def e{a}():
    for i in L:
        try:
            if i == I:
                return i
            continue
        finally:
            print('leaving', i)
            if T: break
    else:
        return 'else'
    return 'after'
print(e{a}())",
    "\
def e{a}():
    try:
        BLOCK
        return S
    except Exception as wrong:
        wrong.add_note(S)
        raise ValueError(I) from wrong
    else:
        print('no error')
    finally:
        print('finally')
try:
    print(e{a}())
except ValueError as error:
    told(error)
    print(error.__cause__.__notes__, error.__suppress_context__)",
    "\
try:
    try:
        raise KeyError(S)
    except KeyError as wrong:
        kept{a} = wrong
        L[I]
        raise
    finally:
        I // (I % 2)
except Exception as error:
    told(error)
print(show(kept{a}))
try:
    wrong
except NameError as error:
    print(error)",
    "\
try:
    raise ExceptionGroup(S or 'g', [ValueError(I), TypeError(S), ExceptionGroup('in', [KeyError(S), ValueError(1)])])
except* ValueError as group:
    print('values', show(group), len(group.exceptions))
    MORELESS
except* (TypeError, KeyError) as group:
    print('others', repr(group))",
    "\
import traceback
def e{a}(n):
    if n <= 0: return L[I]
    return e{a}(n - 1)
try:
    e{a}(I % 6)
except Exception:
    print(traceback.format_exc())",
    "\
import traceback
try:
    x{a} = (I, L[I],
        S[I], {S: I}[S + 'z'])
except Exception as error:
    print(''.join(traceback.format_exception(error)))",
    "\
import traceback, sys
class Er{a}(Exception):
    def __str__(self): return S
def e{a}():
    try:
        raise Er{a}(I)
    except Er{a} as wrong:
        try:
            raise TypeError from wrong
        finally:
            print(sys.exc_info()[0].__name__)
try:
    e{a}()
except Exception:
    traceback.print_exc(file=sys.stdout)",
    "import traceback\ntry: S.nothing{a}\nexcept AttributeError as error: print(error, error.name, show(error.obj))",
    "try: int(S)\nexcept ValueError as error: print(error)",
    "try: print(float(S))\nexcept ValueError as error: print(error)",
    "try: raise T\nexcept BaseException as error: told(error)",
    // Generators.
    "\
def y{a}(n=I % 5):
    got = None
    try:
        while n > 0:
            got = yield (n, got)
            GIVE
            n -= 1
        return got
    except ValueError as wrong:
        yield 'caught', wrong.args
    finally:
        print('closing', n)
y{b} = y{a}()
try:
    print(show(next(y{b})))
    print(show(y{b}.send(S)))
    print(show(y{b}.throw(ValueError(I))))
    print(show(next(y{b})))
except Exception as error:
    told(error)
print(y{b}.gi_frame is None, y{b}.gi_running, y{b}.gi_suspended)
y{b}.close()",
    "\
def y{a}():
    def inside():
        got = yield I
        print('got', show(got))
        return S
    result = yield from inside()
    print('result', show(result))
    result = yield from L
    yield result
y{b} = y{a}()
try:
    print(show(next(y{b})), show(y{b}.send(S)))
    print(list(y{b}))
except Exception as error:
    told(error)",
    "print(sum(x * y for x in L for y in L if x != y), max((x % 7 for x in L), default=S))",
    "\
def y{a}():
    with M0(2) as tag:
        yield show(tag)[:1]
        GIVE
for x in y{a}():
    print(x)
    break",
    "it{a} = iter(L)\nprint(list(zip(it{a}, it{a})), next(it{a}, S))",
    // Functions.
    "\
def k{a}(i{b}, /, s{c}=S, *args, t{d}=T, **kw):
    return show((i{b}, s{c}, args, t{d}, kw))
for call in (lambda: k{a}(I), lambda: k{a}(I, S, *L, t{d}=I, u=S), lambda: k{a}(i{b}=I), lambda: k{a}(*L),
             lambda: k{a}(**{S: I}, **{S: I}), lambda: k{a}(), lambda: k{a}(I, **{\"s{c}\": S}, s{c}=I)):
    try:
        print(call())
    except Exception as error:
        print(error)",
    "\
def k{a}(first, *, second): return first, second
for arguments, names in (((), {}), ((I,), {}), ((I, S), {}), ((I,), {'second': S}), ((), {'secnd': S, 'first': I})):
    try:
        print(show(k{a}(*arguments, **names)))
    except TypeError as error:
        print(error)",
    "\
def memo(function):
    seen = {}
    def wrapper(*args):
        if args not in seen:
            seen[args] = function(*args)
        return seen[args]
    wrapper.seen = seen
    return wrapper
@memo
def fib{a}(n):
    return n if n < 2 else fib{a}(n - 1) + fib{a}(n - 2)
print(fib{a}(I % 40), len(fib{a}.seen))",
    "\
def k{a}[Ty, *Ts, **P](x: Ty, *y: *Ts) -> list[Ty]:
    BLOCK
    return [x]
print(k{a}.__type_params__, k{a}.__annotations__, k{a}(I))
type Al{a}[Q] = dict[str, Q] | None
print(Al{a}.__value__, Al{a}[int], Al{a}.__type_params__)
class Ge{a}[Ty: (int, str)]:
    def get(self) -> Ty: return I
print(Ge{a}.__type_params__[0].__constraints__, Ge{a}[int], Ge{a}().get())",
    // Classes.
    "\
class P{a}:
    __slots__ = 'i', '__dict__'
    def __init__(self, i): self.i = i
    @property
    def double(self): return self.i * 2
    @double.setter
    def double(self, o): self.i = o // 2
    @double.deleter
    def double(self): del self.i
    def __eq__(self, o): return NotImplemented if not isinstance(o, P{a}) else self.i == o.i
    def __lt__(self, o): return self.i < o.i
    def __repr__(self): return f'P({self.i})'
p{a} = P{a}(I)
p{a}.double = I
p{a}.extra = S
print(p{a}, p{a}.double, p{a}.__dict__, p{a} == P{a}(I), sorted([P{a}(x) for x in L]), P{a}.__hash__)
del p{a}.double
try:
    print(p{a}.double)
except AttributeError as error:
    print(error)",
    "\
class Meta{a}(type):
    def __new__(mcs, name, bases, ns, **kw):
        print('new', name, sorted(k for k in ns if not k.startswith('__')), kw)
        return super().__new__(mcs, name, bases, ns)
    def __init__(cls, name, bases, ns, **kw): super().__init__(name, bases, ns)
    @classmethod
    def __prepare__(mcs, name, bases, **kw): return {'given': S}
    def __call__(cls, *args): print('call', args); return super().__call__(*args)
    def __len__(cls): return I
    def __contains__(cls, o): return T
class Made{a}(metaclass=Meta{a}, flag=I):
    i = I
    def __init__(self, *args): self.args = args
print(Made{a}(I, S).args, Made{a}.given, S in Made{a}, Made{a}.__mro__[0].__name__)
try: print(len(Made{a}))
except Exception as error: print(type(error).__name__, error)",
    "\
class De{a}:
    def __set_name__(self, owner, name): self.name = name; print('named', name)
    def __get__(self, o, owner=None): return self if o is None else o.__dict__.get(self.name, S)
    def __set__(self, o, value):
        if not value: raise ValueError(f'{self.name}: {value!r}')
        o.__dict__[self.name] = value
class Us{a}:
    one = De{a}()
    two = De{a}()
u{a}_ = Us{a}()
for value in (I, S, L):
    try:
        u{a}_.one = value
        print(u{a}_.one, u{a}_.two, vars(u{a}_))
    except ValueError as error:
        print(error)",
    "\
class A{a}:
    def who(self): return ['A']
    def __init_subclass__(cls, /, tag=S, **kw): super().__init_subclass__(**kw); cls.tag = tag
class B{a}(A{a}):
    def who(self): return ['B'] + super().who()
class C{a}(A{a}, tag=I):
    def who(self): return ['C'] + super().who()
class D{a}(B{a}, C{a}):
    def who(self): return ['D'] + super().who()
print(D{a}().who(), D{a}.tag, C{a}.tag, [k.__name__ for k in D{a}.__mro__])
try:
    type('X', (A{a}, D{a}), {})
except TypeError as error:
    print(error)",
    "\
from dataclasses import dataclass, field, replace, asdict, astuple
@dataclass(order=T, frozen=T)
class Da{a}:
    i: int = I
    s: str = S
    l: list = field(default_factory=list, compare=False)
print(Da{a}(), Da{a}(I) == Da{a}(I), replace(Da{a}(), s=S), asdict(Da{a}(I, S, L)), astuple(Da{a}(l=L)))
try: print(Da{a}(I) < Da{a}(I, S))
except TypeError as error: print(error)
try: Da{a}().i = I
except AttributeError as error: print(type(error).__name__, error)",
    "\
from enum import Enum, IntEnum, Flag, auto
class Co{a}(Enum):
    RED = I
    GREEN = S
    ALSO = I
    @property
    def low(self): return self.name.lower()
print(list(Co{a}), Co{a}(I), [c.low for c in Co{a}], Co{a}.__members__.keys(), Co{a}['RED'] is Co{a}.RED)
try: Co{a}(L)
except ValueError as error: print(error)
class Fl{a}(Flag):
    A = auto()
    B = auto()
    C = A | B
print(Fl{a}.A | Fl{a}.B, ~Fl{a}.A, list(Fl{a}.C), Fl{a}(I & 3), bool(Fl{a}.A & Fl{a}.B))",
    "\
class It{a}:
    def __init__(self, l): self.l = l
    def __iter__(self): return iter(self.l)
    def __len__(self): return len(self.l)
    def __getitem__(self, i): print('item', i); return self.l[i]
    def __contains__(self, o): return o in self.l
    def __reversed__(self): return iter(self.l[::-1])
    def __missing__(self, key): return key
o{a} = It{a}(L)
i{b}, *l{c} = It{a}([I, I, *L])
print(i{b}, l{c}, *o{a}, I in o{a}, list(reversed(o{a})), bool(o{a}), sorted(o{a}), [*map(str, o{a})])
try: print(o{a}[I], o{a}[1:I], o{a}[I, ::2], o{a}[...])
except Exception as error: print(type(error).__name__, error)",
    "\
class Nu{a}:
    def __init__(self, i): self.i = i
    def __add__(self, o): return Nu{a}(self.i + (o.i if isinstance(o, Nu{a}) else o))
    __radd__ = __add__
    def __mul__(self, o): return NotImplemented
    def __imul__(self, o): self.i *= o; return self
    def __pow__(self, o, m=None): return (self.i % 5, o, m)
    def __divmod__(self, o): return divmod(self.i, o)
    def __index__(self): return self.i
    def __round__(self, n=None): return (self.i, n)
    def __bool__(self): return self.i > I
    def __repr__(self): return f'Nu({self.i})'
    def __format__(self, spec): return f'<{spec}|{self.i}>'
n{a} = Nu{a}(I)
print(n{a} + 1, I + n{a}, sum([n{a}, n{a}]), pow(n{a}, 2, 3), divmod(n{a}, 7), round(n{a}, 2), f'{n{a}:>5}', not n{a})
n{a} *= 3
print(n{a}, L[n{a}:], hex(n{a}))
for call in (lambda: n{a} * 2, lambda: 2 * n{a}, lambda: n{a} - 1, lambda: -n{a}, lambda: n{a} < n{a}, lambda: n{a} @ 2,
             lambda: n{a} ** S, lambda: range(n{a})[:2]):
    try: print(call())
    except Exception as error: print(type(error).__name__, error)",
    // Patterns.
    "\
class Po{a}:
    __match_args__ = ('x', 'y')
    def __init__(self, x, y): self.x, self.y = x, y
for value in (I, S, L, (I, S), {'k': I, 's': S}, Po{a}(I, S), None, [L, [I]], T, {S: L}):
    match value:
        case int() | None: print('number or none', value)
        case Po{a}(0, y): print('on axis', y)
        case Po{a}(x, y=str() as y) if x > I: print('point', x, y)
        case Po{a}(): print('other point')
        case {'k': k, **rest}: print('mapping', k, rest)
        case [int() as first, *rest] if rest: print('list', first, rest)
        case [[*_], [x]] | (str() as x, _): print('nested', x)
        case (a, b): print('pair', show(a), show(b))
        case str(x) if x < S: print('text', x)
        case _: print('rest', show(value))",
    "\
match L:
    case [I_] if I_ in L: print(I_)
    case [0, *x, 0] | [2, *x]: print(x)
    case [x, y, *_] if x > y: print(x, y)
    case x: print(len(x))",
    // Containers.
    "d{a} = {S: I, S: I, **{S: I}}\nfor k in list(d{a}): d{a}[k + S] = d{a}.pop(k)\nprint(d{a}, list(reversed(d{a})), d{a} | {S: 1})",
    "\
d{a} = {S: I, S: I}
try:
    for k in d{a}: d{a}[k + S] = I
except RuntimeError as error:
    print(error)
print(d{a}, d{a}.keys() & {S}, d{a}.items() ^ {(S, I)}, d{a}.setdefault(S, L), d{a}.popitem())",
    "l{a} = L\nl{a}[I:I] = L\nprint(l{a})\nl{a}[::2] = L\nprint(l{a})",
    "l{a} = [*L, *L]\ndel l{a}[I:I:2]\nprint(l{a}, l{a}[I::-1], l{a}[-I:I], l{a}[::I])",
    "i{a}, *l{b}, s{c} = *L, I, S\nprint(i{a}, l{b}, s{c})",
    "(i{a}, (i{b}, *l{c})), *l{d} = (I, L), *S\nprint(i{a}, i{b}, l{c}, l{d})",
    "l{a} = [*L, *S, *{I: 1}, *(x for x in L)]\nprint(l{a}, {*L, *S}, {**{S: I}, 'z': T})",
    "m{a} = set(L) | {I, I}\nprint(m{a}, m{a} - {I}, m{a} ^ set(L), list(m{a}), m{a}.pop(), m{a}.isdisjoint(L), m{a} <= set(L))",
    "m{a} = {*S, S, S + 'q', *map(str, L)}\nprint(m{a}, frozenset(m{a}), set(list(m{a})[1:]), m{a} & set(S))\nm{a}.discard('a'); m{a}.add(S); print(m{a})",
    "u{a} = tuple(L)\nprint(u{a} < (I, I), u{a} * 2, u{a}.index(I) if I in u{a} else hash(u{a}), u{a}[I:], u{a} + (S,))",
    "\
from collections import Counter, defaultdict, deque, namedtuple, OrderedDict, ChainMap
print(Counter(S).most_common(2), Counter(L) + Counter(L), Counter(S) - Counter('a'))
d{a} = defaultdict(list)
for x in L: d{a}[x % 3].append(x)
print(d{a}, dict(d{a}))
q{a} = deque(L, maxlen=4)
q{a}.rotate(I % 5); q{a}.appendleft(I)
print(q{a}, list(reversed(q{a})), q{a}.maxlen)
Pa{a} = namedtuple('Pa', 'i s', defaults=[S])
print(Pa{a}(I), Pa{a}(I, S)._replace(i=I), Pa{a}(I)._asdict(), Pa{a}._fields)
o{a} = OrderedDict.fromkeys(S)
if o{a}: o{a}.move_to_end(next(iter(o{a})))
print(o{a}, ChainMap({S: I}, {S: T})[S])",
    "\
from itertools import accumulate, batched, chain, combinations, compress, count, cycle, dropwhile, filterfalse, groupby, islice, pairwise, permutations, product, repeat, starmap, takewhile, zip_longest
print(list(chain(L, S)), list(islice(count(I, 3), 4)), list(accumulate(L)), list(pairwise(S)), list(combinations(S[:4], 2)))
print(list(groupby(sorted(L), lambda x: x % 2 == 0))[:0], [(k, list(g)) for k, g in groupby(S)], list(zip_longest(L, S, fillvalue=I)))
print(list(permutations(L[:3])), list(product(S[:2], L[:2])), list(takewhile(bool, L)), list(batched(S, 2)), list(starmap(max, zip(L, L))))
print(list(compress(S, L)), list(dropwhile(bool, L)), list(filterfalse(None, L)), list(islice(cycle(S or 'c'), 3)), list(repeat(I, 2)))",
    "\
from functools import cmp_to_key, lru_cache, partial, reduce, singledispatch, total_ordering
print(reduce(lambda a, b: a - b, L, I), partial(max, I)(I), sorted(L, key=cmp_to_key(lambda a, b: b - a)))
@lru_cache(maxsize=2)
def k{a}(x): return x + 1
for x in [*L, *L]: k{a}(x)
print(k{a}.cache_info())
@singledispatch
def s{a}_(x): return 'any'
@s{a}_.register
def _(x: int): return 'int'
@s{a}_.register(list)
def _(x): return 'list'
print(s{a}_(I), s{a}_(S), s{a}_(L), s{a}_(T))
@total_ordering
class To{a}:
    def __init__(self, i): self.i = i
    def __eq__(self, o): return self.i == o.i
    def __lt__(self, o): return self.i < o.i
print(To{a}(I) >= To{a}(I), To{a}(I) > To{a}(I), max(To{a}(I), To{a}(3)).i)",
    // Numbers and text.
    "print(I ** 3 % 1000007, divmod(I, -7), -I // 3, -I % 3, I >> 2, I << 70 >> 69, (I | 5) ^ ~I, I.bit_count(), I.to_bytes(20, 'big', signed=True))",
    "print(F + I, F * F, F // 1 if abs(F) < 1e16 else F, F % 7, -F, abs(F), F == I, F < I, round(F, 2), F.hex(), F.is_integer(), divmod(F, 3))",
    "print(f'{F:10.3f}|{F:e}|{F:g}|{F:.0f}|{F:+,.2f}|{F:%}|{F:>12}|{F!r:*^30}', '%g %.3e %5.1f %r' % (F, F, F, F), str(F), repr(F))",
    "print(f'{I:10d}|{I:<+10}|{I:#x}|{I:_b}|{I:,}|{I:^20}|{I:08}|{I:e}|{I:.2f}|{I:c}' if 0 < I < 1000 else f'{I:_}', '%5d|%-5d|%+d|%x|%o|%#X' % (I, I, I, I, I, I))",
    "print('{:>{}}|{!r:.3}|{s}|{l[0]}'.format(S, I % 20, S, s=S, l=L))",
    "print('{0}{1}{0} {2:%} {2:.1e}'.format(S, L, F), '{:{fill}^{w}}'.format(S, fill='*', w=I % 15), f'{S:{I % 9}.{I % 4}}|')",
    "try: print(f'{S:{S}}', f'{I:{S}}')\nexcept ValueError as error: print(error)",
    "try: print('%d %s %%' % (S, I), '%(k)s' % {S: I}, '%c' % I)\nexcept Exception as error: print(type(error).__name__, error)",
    "print(int(S, 16) if S.isdigit() else S.isidentifier(), int('-0b101', 0), float('1e3'), complex('1+2j'), complex(F, I), (F + 1j) * 2)",
    "print(S.split('a'), S.rsplit(None, 1), S.splitlines(), S.partition('b'), S.rpartition('a'), S.removeprefix('a'), S.rjust(8, '.'), S.casefold())",
    "print(S.isalnum(), S.isupper(), S.islower(), S.isspace(), S.istitle(), S.isdecimal(), S.isprintable(), S.capitalize(), S.rfind('a'), S.endswith(('a', 'b')))",
    "try: print(S.index('a', 1), S.rindex('b'))\nexcept ValueError as error: print(error)",
    "print(S.translate(str.maketrans('ab', 'xy', 'c')), S.encode('utf-16-le'), S.encode('ascii', 'replace'), S.encode('ascii', 'backslashreplace'), S.join('xyz'))",
    "try: print(S.encode('latin-1'))\nexcept UnicodeEncodeError as error: print(error)",
    "b{a} = S.encode()\nprint(b{a}, b{a}[::-1], b{a}.hex(' '), list(b{a}), b{a}.upper(), b{a}.find(b'b'), b{a} * 2, b{a}.split(b'a'), bytes(L[:0]), b'%d-%s' % (I, b{a}))\ntry: print(b{a}[:-1].decode())\nexcept UnicodeDecodeError as error: print(error)",
    "ba{a} = bytearray(S, 'utf8')\nba{a} += b'xy'\nba{a}[1:1] = b'--'\nba{a}.append(I % 256)\nprint(ba{a}, ba{a}.pop(), memoryview(ba{a})[1:3].tobytes(), memoryview(ba{a}).tolist()[:3])",
    "print(str(I)[::-1], len(str(I ** 5)), int(str(I ** 7)) == I ** 7, hash(I ** 9), float(I), I / 7, I / (I or 1), int(F * 100) if abs(F) < 1e16 else 0)",
    "import math\nprint(math.gcd(I, 12), math.isqrt(abs(I)), math.factorial(I % 25), math.comb(20, I % 20), math.floor(F % 100), math.hypot(F % 100, 3), math.isclose(F, F + 1e-12), math.prod(L), math.fsum(L))",
    "print(round(F), round(I, -2), round(F, 1), round(-F, 3), round(2.5), round(I / 8, 2))",
    "print(sorted([S, S, 'b', S], key=str.lower), sorted(L, reverse=True), min(S, 'b', key=len), sorted({S: I, 'a': 1}.items()), sorted([(I, S), (I, S)]))",
    "print([*range(I % 9, I % 30, 3)], range(I % 100)[::-2], I in range(0, 50, 7), len(range(I % 9, -9, -2)), range(3) == range(0, 3, 1), range(5).index(I % 5))",
    "print(slice(I % 3, None).indices(len(S)), [*enumerate(S, I % 5)], dict(zip(S, L)), list(map(lambda *a: a, L, S)), all(L), any(L), [*reversed(L)])",
    "print(list(filter(lambda c: c > 'a', S)), str(L), repr(S), ascii(S), chr(I % 1000 + 48), [ord(c) for c in S], bool(S), type(I).__name__, eval(repr(L)) == L)",
    "exec(f'v{a} = I + 1\\nprint(v{a})', {}); print(eval('x + I', {'x': 1}), compile('I', 'name', 'eval').co_consts)",
    // Managers.
    "\
from contextlib import contextmanager, suppress, ExitStack
@contextmanager
def cm{a}(tag):
    print('in', tag)
    try:
        yield tag * 2
    except ZeroDivisionError as wrong:
        print('swallowed', wrong)
    finally:
        print('out', tag)
try:
    with cm{a}(I) as i{b}, cm{a}(S), suppress(KeyError):
        MORE
        I // (I % 3)
    with ExitStack() as stack:
        for x in L[:2]: stack.enter_context(cm{a}(x))
        stack.callback(print, 'called back', S)
        L[I]
except Exception as error:
    told(error)",
    "\
with M0(I % 3) as i{a}, M0(1):
    MORE
print(show(i{a}))",
    // Reading and printing.
    "print(I, S, sep=S, end='|\\n'); print(*L, sep=', '); print(S, L, T, None, F, [S, {S: I}], (I,), {I})",
    "import re\nprint(re.findall(r'[a-c]+|\\d', S + str(I)), re.sub(r'(.)b', r'<\\1>', S * 2), re.split('a', S), re.match(r'(?P<x>\\w)(\\w)?', S) and re.match(r'(?P<x>\\w)(\\w)?', S).groups())",
    "import json\nprint(json.dumps({S: [I, F, T, None, L]}, sort_keys=True), json.dumps(S), json.loads(json.dumps([S, I, L], indent=1)), json.dumps(L, indent=2))",
    "import string, textwrap\nprint(string.Template('$s is ${i}').safe_substitute(s=S, i=I), textwrap.shorten(S * 9, 12), textwrap.wrap('a bb ccc ' * 4 + S, 10))",
    "from fractions import Fraction\nprint(Fraction(I, 7) + Fraction(1, 3), Fraction(F % 10).limit_denominator(20), Fraction(I % 50, 9) ** 2, float(Fraction(I, 3)), Fraction('3/4') < I)",
    "from decimal import Decimal, getcontext\nprint(Decimal(I) / 7, Decimal('1.10') + I % 100, Decimal(str(F % 100)).quantize(Decimal('0.01')), Decimal(I).sqrt() if I > 0 else -Decimal(I), Decimal(F % 8))",
    "import random\nr{a} = random.Random(I)\nprint(r{a}.random(), r{a}.randint(1, 100), r{a}.choice(S or 'q'), r{a}.sample(range(50), 4), r{a}.gauss(0, 1), r{a}.choices(S or 'pq', k=3))\nl{b} = L\nr{a}.shuffle(l{b})\nprint(l{b})",
    "import heapq, bisect\nh{a} = L\nheapq.heapify(h{a})\nheapq.heappush(h{a}, I)\nprint(h{a}, heapq.heappop(h{a}), heapq.nlargest(2, L), heapq.nsmallest(2, L, key=lambda x: -x), bisect.bisect(sorted(L), I), list(heapq.merge(sorted(L), sorted(L))))",
    "import datetime\nd{a} = datetime.date(2000 + I % 50, 1 + I % 12, 1 + I % 28)\nprint(d{a}, d{a} + datetime.timedelta(days=I % 400), d{a}.strftime('%a %d %b %Y %j'), d{a}.isocalendar(), datetime.timedelta(seconds=I % 10**8), (d{a} - datetime.date(1999, 12, 31)).days)",
    "import struct\nprint(struct.pack('<hIq', I % 30000, I % 2**32, I % 2**62), struct.unpack('>2H', struct.pack('>2H', I % 65536, 7)), struct.calcsize('bhiq'))",
    "import copy\nl{a} = [L, {S: L}]\nl{b} = copy.deepcopy(l{a})\nl{a}[0].append(S)\nprint(l{a}, l{b}, copy.copy(l{a})[0] is l{a}[0])",
    "import operator\nprint(operator.itemgetter(0, -1)([*L, I]), operator.attrgetter('real', 'imag')(I), operator.methodcaller('upper')(S), operator.index(I))",
    "import statistics\nprint(statistics.mean([*L, I % 99]), statistics.median([*L, 3]), statistics.pstdev([*(x % 100 for x in L), 1, 2]), statistics.mode(S or 'q'))",
    "from typing import Callable, Dict, List, Literal, Optional, Union, get_type_hints\nprint(Optional[int], Union[int, str, None], Callable[[int], str], Literal[I], list[int] | None, Dict[str, List[int]], get_type_hints(lambda: 0))",
];

impl Generator<'_> {
    /// One of the patterns, filled.
    pub(super) fn snippet(&mut self, depth: usize) {
        let pattern = SNIPPETS[self.pick(SNIPPETS.len())];
        let mut pattern = pattern.to_owned();
        for mark in ["{a}", "{b}", "{c}", "{d}", "{e}"] {
            if pattern.contains(mark) {
                self.fresh += 1;
                pattern = pattern.replace(mark, &self.fresh.to_string());
            }
        }
        let base = self.indent;
        for line in pattern.lines() {
            let text = line.trim_start_matches(' ');
            self.indent = base + (line.len() - text.len()) / 4;
            let place = match text {
                "BLOCK" => Place::Function,
                "GIVE" => Place::Generator,
                "MORE" => self.place,
                // `break`, `continue` and `return` may not leave an `except*`.
                "MORELESS" => Place::Module,
                _ => {
                    let filled = self.fill(text, 2);
                    self.line(&filled);
                    continue;
                }
            };
            let outer = std::mem::replace(&mut self.place, place);
            let loops = if text == "MORE" { self.loops } else { std::mem::take(&mut self.loops) };
            let known = self.names.len();
            let count = 1 + self.pick(2);
            self.statements(count, depth.saturating_sub(1).min(1));
            self.names.truncate(known);
            (self.place, self.loops) = (outer, loops);
        }
        self.indent = base;
    }
}
