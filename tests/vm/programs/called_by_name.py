"""What cannot be unpacked for a call, and by what name the callable goes; sums of numbers of several kinds; names of modules."""
class M:
    def __call__(self, *a, **k): return a
    def __str__(self): return "an M"
for text in "M()(*5)", "M()(**5)", "print(*5)", "len(**5)", "M().x(*1)", "(lambda: 0)(*5)", "M(*5)", "M().__call__(*5)", "None(*5)", "__import__('functools').partial(print)(*5)":
    try:
        eval(text)
    except Exception as error:
        print(text, type(error).__name__, str(error).split(" at 0x")[0])
print(sum([True, 0.1] * 5), sum([0.1] * 10), sum([0.1, True, 2, 0.2]), sum([0.1, 10**30, 0.2]), sum([1, True, 0.5]))
import os, io, abc
print(os, os.path, io, abc)
import array
import builtins
import traceback

print(list(vars(builtins))[5:90])
try:
    sin
except NameError:
    print(traceback.format_exc().splitlines()[-1])
try:
    array.array("b", [300])
except OverflowError as error:
    print(error, error.__context__)
for number in 11, 32, 108, 114, 115:
    print(type(OSError(number, "")).__name__)


import asyncio


async def task(i):
    raise ValueError(i)


async def main():
    loop = asyncio.get_running_loop()
    loop.set_exception_handler(lambda loop, context: print(context["message"], repr(context["exception"])))
    asyncio.create_task(task(1))
    for step in range(3):
        print(step)
        await asyncio.sleep(0)

asyncio.run(main())
