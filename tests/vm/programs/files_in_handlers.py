# An error about a file has the error that was being handled as its context, like any other.
import os

for failing in (lambda: os.fspath(3), lambda: os.fstat(99), lambda: open(99)):
    try:
        try:
            1 / 0
        except ZeroDivisionError:
            failing()
    except (OSError, TypeError) as error:
        print(error, repr(error.__context__), error.__suppress_context__)
