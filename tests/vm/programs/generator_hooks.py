# What happens to generators that nobody holds any more.
import asyncio
import gc
import sys

sys.unraisablehook = lambda what: print("nobody can catch:", repr(what.exc_value), what.object.__name__)


def fails():
    try:
        yield
    finally:
        1 / 0


one = fails()
next(one)
del one


def goes_on():
    try:
        yield 1
    except GeneratorExit:
        yield 2


one = goes_on()
next(one)
del one


class Cycle:
    pass


cycle = Cycle()
cycle.self, cycle.generator = cycle, fails()
next(cycle.generator)
del cycle
gc.collect()

# Asynchronous ones are told to a hook when they begin, and handed to another at the end.
async def numbers():
    try:
        yield 1
        yield 2
    finally:
        print("closed")


def first(generator):
    print("begins:", generator.__name__)


def last(generator):
    print("nobody holds:", generator.__name__)


async def use():
    generator = numbers()
    print(await generator.__anext__())
    await generator.aclose()
    generator = numbers()
    print(await anext(generator))


before = sys.get_asyncgen_hooks()
sys.set_asyncgen_hooks(first, last)
print(sys.get_asyncgen_hooks() == (first, last))
try:
    use().send(None)
except StopIteration:
    pass
sys.set_asyncgen_hooks(*before)


# A loop closes what is left open.
async def left_open():
    async for number in numbers():
        print("in the loop", number)
        break
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    print("still there")


asyncio.run(left_open())


async def bad():
    try:
        yield 1
    finally:
        1 / 0


generator = bad()


async def breaks():
    asyncio.get_running_loop().set_exception_handler(
        lambda loop, context: print(context["message"].split(" <")[0], repr(context["exception"])))
    async for _ in generator:
        break


asyncio.run(breaks())
