# The corners of csv: quoting, escapes, dialects that contradict themselves.
import csv
import io


def written(rows, **options):
    out = io.StringIO(newline='')
    try:
        csv.writer(out, **options).writerows(rows)
    except (csv.Error, TypeError, ValueError) as error:
        return f'{type(error).__name__}: {error}'
    return out.getvalue()


def read(lines, **options):
    try:
        return list(csv.reader(lines, **options))
    except (csv.Error, TypeError, ValueError) as error:
        return f'{type(error).__name__}: {error}'


rows = [['a', 1, 2.5, None, ''], ['x,y', 'q"q', 'line\nend', ' s'], [''], []]
for quoting in range(6):
    print(repr(written(rows, quoting=quoting, escapechar='\\')))
print(repr(written(rows, quoting=csv.QUOTE_NONE)), repr(written(rows, delimiter=' ', skipinitialspace=True)))
lines = ['a,"b ""q"" c", d\r\n', '"x\n', 'y",z\n', '\n', "1,2.5,'q'\n"]
for options in ({}, {'skipinitialspace': True}, {'quotechar': "'"}, {'doublequote': False, 'escapechar': '\\'},
                {'quoting': csv.QUOTE_NONE}, {'strict': True}):
    print(read(lines, **options))
print(read(['1,"a",\n'], quoting=csv.QUOTE_NONNUMERIC), read(['1,"a",\n'], quoting=csv.QUOTE_STRINGS))
print(read(['a\\\nb,c\n'], escapechar='\\'), read(['a\nb']), read(['"a"b'], strict=True), read(['"a'], strict=True))
for options in ({'delimiter': ''}, {'delimiter': '\n'}, {'delimiter': '"'}, {'quotechar': 'ab'}, {'quoting': 7},
                {'quoting': 'x'}, {'lineterminator': 1}, {'quotechar': None, 'quoting': 1}, {'other': 1}):
    print(written(rows, **options))
for call in (lambda: csv.reader(), lambda: csv.reader(1), lambda: csv.writer(1), lambda: csv.reader([], 'none'),
             lambda: csv.field_size_limit('a'), lambda: csv.writer(io.StringIO()).writerow(1)):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
