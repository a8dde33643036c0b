# Look at the frames and send()

class Pause:
    def __await__(self):
        yield
        return "rested"

async def ticks(n):
    for i in range(n):
        await Pause()
        yield i


class Guard:
    async def __aenter__(self):
        return "guarded"

    async def __aexit__(self, *details):
        print("left", details[0])

async def task(name, n):
    async with Guard() as state:
        async for i in ticks(n):
            print(name, i, state)
    return name, await Pause(), [i async for i in ticks(2)]


def run(*tasks):
    queue = list(tasks)
    while queue:
        try:
            queue[0].send(None)
            queue.append(queue.pop(0))
        except StopIteration as stop:
            print("finished", stop.value)
            queue.pop(0)


run(task("a", 2), task("b", 1))
