# Texts that `json` reads and writes, and those it refuses.
import json
from json import decoder

def show(f, *a, **k):
    try:
        r = f(*a, **k)
        print(repr(r))
        return r
    except Exception as e:
        print(type(e).__name__, e)
for t in ['', '[', '{', '[1', '[1,', '[1,]', '{"a"', '{"a":', '{"a":1', '{"a":1,', '{"a":1,}', '{a:1}', 'nul', 'null', 'tru', '"abc', '"\\u12', '"\\x"', '"\n"', '-', '-x', '01', '1.', '1.5', '1e5', '1E+3', '1e', '-0', '-0.0', 'NaN', 'Infinity', '-Infinity', '-Infinit', '[1 2]', '{"a" 1}', '{"a":1 "b":2}', '123456789012345678901234567890', '1' * 25, '[]', '{}', ' [ ] ', ' { } ', '[[[]]]', '{"a":{"b":[1,2.5,"x",null,true,false]}}', '"\\ud834\\udd1e"', '"\\ud834"', '"é€😀"', '["é€",x]', 'é', '1 2', '[1] x', '"\\u00e9"', '\ufeff1', '9' * 5000, '{"a":1,"a":2}', '[1.0e400]', '\xa01', '{"€":1,}']:
    show(json.loads, t)
show(json.loads, '"\t"', strict=False)
show(json.loads, '[1,2.5]', parse_int=str, parse_float=lambda s: s + '!')
show(json.loads, '[NaN]', parse_constant=lambda c: c)
show(json.loads, '{"a":{"b":1}}', object_hook=lambda d: sorted(d.items()))
show(json.loads, '{"a":{"b":1}}', object_pairs_hook=list)
show(json.loads, '{"a":1}', object_hook=lambda d: 1 / 0)
d = json.loads('[{"key":1},{"key":2}]')
print(list(d[0])[0] is list(d[1])[0])
import decimal
show(json.loads, '1.1', parse_float=decimal.Decimal)
for o in [None, True, 1, -1, 1 << 70, 1.5, 1e+100, float('nan'), float('inf'), 'a"b\\c\n\té€😀\x7f\x01\ud800', [], {}, [1, [2, [3]]], {'a': 1, 2: 3, None: 4, True: 5, 1.5: 6}, (1, 2), {'x': (1,)}, {1: 2}, {float('nan'): 1}, set(), {(1, 2): 3}, b'x', object, {'b': 1, 'a': 2}]:
    show(json.dumps, o)
    show(json.dumps, o, indent=2)
    show(json.dumps, o, ensure_ascii=False)
    show(json.dumps, o, sort_keys=True, separators=(',', ':'))
    show(json.dumps, o, allow_nan=False)
    show(json.dumps, o, skipkeys=True)
show(json.dumps, {1: 2, 'a': 3}, sort_keys=True)
l = []
l.append(l)
show(json.dumps, l)
d = {}
d['x'] = d
show(json.dumps, d)
show(json.dumps, l, check_circular=False)
show(json.dumps, {1, 2}, default=list)
show(json.dumps, {1, 2}, default=lambda o: o)

class I(int):

    def __repr__(self):
        return 'I!'

class F(float):

    def __repr__(self):
        return 'F!'

class L(list):
    pass

class D(dict):

    def items(self):
        return [('q', 1)]

class Ss(str):
    pass
import enum

class E(enum.IntEnum):
    A = 3
show(json.dumps, [I(5), F(2.5), L([1]), D(a=1), Ss('s'), E.A, {I(1): 1, F(1.5): 2, E.A: 3, Ss('k'): 1}])
from _json import make_scanner, make_encoder, scanstring
print(make_scanner, make_encoder)
show(make_encoder, 1, 2, 3, 4, 5, 6, 7, 8, 9)
show(make_encoder)
show(make_scanner)
show(scanstring, '"abc"', 1)
show(scanstring, 'abc', 1)
show(scanstring, b'', 1)
show(scanstring, 'é"x', 0)
show(scanstring, 'x', 5)
sc = json.JSONDecoder().scan_once
show(sc, '1', -1)
show(sc, '1', 1)
show(sc, 5, 1)
show(sc, 'é 12', 2)
print(sc.strict, sc.object_hook, sc.parse_float)
show(json.JSONDecoder().raw_decode, '  1')
show(json.JSONDecoder().raw_decode, 'é[1]x', 1)
print(list(json.JSONEncoder().iterencode([1, {'a': 2}])))
