# `datetime` without the module in Python, as `from datetime import *` of a program that forbids it.
import sys

sys.modules["_pydatetime"] = None
import datetime

print(datetime.date(2024, 2, 29) + datetime.timedelta(days=1), "_pydatetime" in datetime.datetime.__module__)
try:
    datetime.date(2024, 2, 30)
except ValueError as error:
    print(error)
try:
    import _pydatetime
except ImportError as error:
    print(error)
