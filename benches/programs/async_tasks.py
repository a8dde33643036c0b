# A small event loop: tasks that await each other, sleep and pass messages.


class Pause:
    def __await__(self):
        yield self


class Queue:
    def __init__(self):
        self.items = []

    async def get(self):
        while not self.items:
            await Pause()
        return self.items.pop()

    def put(self, item):
        self.items.append(item)


async def produce(queue, count):
    for number in range(count):
        queue.put(number)
        await Pause()


async def double(number):
    return number * 2


async def consume(queue, count):
    total = 0
    for _ in range(count):
        number = await queue.get()
        total += await double(number)
    return total


def run(tasks):
    ready = list(tasks)
    results = []
    while ready:
        waiting = []
        for task in ready:
            try:
                task.send(None)
            except StopIteration as stop:
                results.append(stop.value)
            else:
                waiting.append(task)
        ready = waiting
    return results


def main():
    total = 0
    for _ in range(8):
        queues = [Queue() for _ in range(20)]
        tasks = [produce(queue, 200) for queue in queues]
        tasks += [consume(queue, 200) for queue in queues]
        total += sum(result or 0 for result in run(tasks))
    print(total)


main()
