"""asyncio: tasks, timeouts, queues, locks, groups of tasks."""
import asyncio


async def worker(name, delay):
    print("start", name)
    await asyncio.sleep(delay)
    print("end", name)
    return name * 2


async def fail():
    await asyncio.sleep(0)
    raise ValueError("failed")


async def produce(queue):
    for n in range(4):
        await queue.put(n)
    await queue.put(None)


async def ticks(n):
    for i in range(n):
        yield i
        await asyncio.sleep(0)


async def main():
    print(await asyncio.gather(worker("a", 0.02), worker("b", 0.01)))
    task = asyncio.create_task(worker("c", 0), name="T")
    print(task.get_name(), task.done())
    await task
    print(task.done(), task.result())
    try:
        async with asyncio.timeout(0.01):
            await asyncio.sleep(1)
    except TimeoutError as error:
        print("timeout", repr(error))
    try:
        await asyncio.wait_for(asyncio.sleep(1), 0.01)
    except asyncio.TimeoutError:
        print("wait_for")
    async with asyncio.TaskGroup() as group:
        one, two = group.create_task(worker("x", 0.005)), group.create_task(worker("y", 0.001))
    print(one.result(), two.result())
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(fail())
            group.create_task(worker("z", 1))
    except* ValueError as failures:
        print(failures.exceptions)
    print(await asyncio.gather(fail(), asyncio.sleep(0, 1), return_exceptions=True))
    queue = asyncio.Queue(maxsize=2)
    producer = asyncio.create_task(produce(queue))
    total = 0
    while (item := await queue.get()) is not None:
        total += item
    await producer
    print(total, [i async for i in ticks(3)])
    event = asyncio.Event()
    asyncio.get_running_loop().call_later(0.001, event.set)
    print(await event.wait())
    sleeper = asyncio.create_task(asyncio.sleep(10))
    await asyncio.sleep(0)
    sleeper.cancel()
    try:
        await sleeper
    except asyncio.CancelledError:
        print("cancelled", sleeper.cancelled())
    done, pending = await asyncio.wait(
        [asyncio.ensure_future(asyncio.sleep(0.001, "fast")), asyncio.ensure_future(asyncio.sleep(5))],
        return_when=asyncio.FIRST_COMPLETED,
    )
    print([task.result() for task in done], len(pending))
    for task in pending:
        task.cancel()
    for next_done in asyncio.as_completed([asyncio.sleep(0.01, "slow"), asyncio.sleep(0.001, "quick")]):
        print(await next_done)


asyncio.run(main())
