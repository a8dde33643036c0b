# time.struct_time, os.stat_result and their like: tuples with names, some of which stand behind the end.
import copy
import os
import pickle
import time

moment = time.gmtime(86400 * 365)
print(moment, moment.tm_zone, moment.tm_gmtoff, len(moment), moment.n_fields, moment.__match_args__)
print(copy.replace(moment, tm_year=2000, tm_zone='X').tm_zone, pickle.loads(pickle.dumps(moment)) == moment)
print(time.struct_time('1234567890').tm_zone, time.struct_time(sequence='123456789', dict={'tm_zone': 'Z'}).tm_zone)
for call in (
    lambda: time.struct_time('123'), lambda: time.struct_time('123456789', {'error': 1}),
    lambda: time.struct_time('123456789', 1), lambda: time.struct_time(5), lambda: copy.replace(moment, other=1),
    lambda: setattr(moment, 'tm_year', 1), lambda: setattr(moment, 'other', 1),
    lambda: os.stat_result(range(3)), lambda: copy.replace(os.stat_result(range(10)), st_mode=1),
    lambda: time.strftime('%Y', (1, 2)), lambda: time.asctime((1900, 13, 1, 0, 0, 0, 0, 1, -1)),
    lambda: time.gmtime('a'), lambda: time.gmtime(float('nan')), lambda: time.strftime(1),
):
    try:
        print(call())
    except Exception as error:
        print(type(error).__name__, error)
stat = os.stat_result(range(10), {'st_atime': 1.5})
print(stat, stat.st_atime, stat.st_mtime, os.terminal_size((80, 24)))
print(time.strftime('%d.%m.%y %j %U %a %B %p', (2000, 0, 0, 0, 0, 0, 0, 0, -1)), time.asctime((1, 2, 3, 4, 5, 6, 7, 8, 0)))
