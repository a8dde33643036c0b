# ~ of a bool warns where it runs; a constant one was computed when the program was compiled.
import warnings
with warnings.catch_warnings(record=True) as caught:
    warnings.simplefilter('always')
    for value in (True, False, 1):
        print(~value)
    print(~any([0]))
print([warning.category.__name__ for warning in caught], str(caught[0].message)[:60])
import random
for seed in ([1], {}, None, 5, 2.5, 'a'):
    try:
        print(type(random.Random(seed)).__name__)
    except TypeError as error:
        print(error)
data = bytearray(b'abc')
for value in (1.5, 'x', 5, None):
    try:
        data[0:1] = value
    except TypeError as error:
        print(error)
