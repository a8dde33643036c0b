# Trace functions are told of the StopIteration that ends a loop, a `yield from` or an `await`.
import sys


def tracer(frame, event, argument):
    if frame.f_code.co_filename == __file__ and event == "exception":
        kind, value, traceback = argument
        print(frame.f_code.co_name, frame.f_lineno - frame.f_code.co_firstlineno, kind.__name__, repr(value), traceback is None)
    return tracer


def returns():
    yield 0
    return 123


def plain():
    yield 0


def pair():
    yield 0
    return 1, 2


class Counter:
    count = 0

    def __iter__(self):
        return self

    def __next__(self):
        self.count += 1
        if self.count > 1:
            raise StopIteration(5)
        return self.count


def loops(source):
    for item in source():
        item
    return list(source())


def delegates(source):
    result = yield from source()
    return result


def loops_over_delegation(source):
    for item in delegates(source):
        item


async def three():
    return 3


async def awaits():
    return await three()


def drives(coroutine):
    try:
        coroutine.send(None)
    except StopIteration:
        pass


for function in loops, loops_over_delegation:
    for source in returns, plain, pair, Counter:
        print("--", function.__name__, source.__name__)
        sys.settrace(tracer)
        function(source)
        sys.settrace(None)
print("-- awaits")
coroutine = awaits()
sys.settrace(tracer)
drives(coroutine)
sys.settrace(None)


# A trace function may raise instead.
def refuses(frame, event, argument):
    if event == "exception":
        raise KeyError("from the tracer")
    return refuses


for function in loops, lambda source: list(delegates(source)):
    sys.settrace(refuses)
    try:
        function(returns)
    except KeyError as error:
        print(error)
    sys.settrace(None)

# The tools of sys.monitoring hear of it too.
monitoring = sys.monitoring
monitoring.use_tool_id(1, "test")


def stopped(code, offset, error):
    print(code.co_name, repr(error))


monitoring.register_callback(1, monitoring.events.STOP_ITERATION, stopped)
for source in returns, plain, pair:
    monitoring.set_events(1, monitoring.events.STOP_ITERATION)
    list(delegates(source))
    monitoring.set_events(1, 0)

# The machine does not stand still while somebody is told: most steps are here, where nobody is.
for number in range(10000):
    number
