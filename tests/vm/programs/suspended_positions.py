# Where a suspended frame stands, and what a traceback through it says; carets under lines that are not ASCII.


def told(error):
    entry = error.__traceback__
    while entry:
        print(entry.tb_frame.f_code.co_name, entry.tb_lineno, entry.tb_lasti)
        entry = entry.tb_next


def steps():
    x = (yield 1)
    try:
        y = (yield 2)
    except ValueError as error:
        told(error)
    yield 3


walk = steps()
print(walk.gi_frame.f_lasti, walk.gi_frame.f_lineno)
next(walk)
print(walk.gi_frame.f_lasti, walk.gi_frame.f_lineno)
walk.send(None)
print(walk.gi_frame.f_lasti, walk.gi_frame.f_lineno)
walk.throw(ValueError("here"))
try:
    walk.throw(KeyError("there"))
except KeyError as error:
    told(error)


def outer():
    yield from steps()


walk = outer()
next(walk)
print(walk.gi_frame.f_lasti)
try:
    walk.throw(KeyError("inside"))
except KeyError as error:
    told(error)
fresh = steps()
try:
    fresh.throw(KeyError("before the start"))
except KeyError as error:
    told(error)


async def waits():
    return 1


waiting = waits()
print(waiting.cr_frame.f_lasti)
waiting.close()


def f(p0):
    pass


try:
    f('ab', p1=0)
finally:
    v = f('é€', p1=0)
