class Wait:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return r
async def child(n):
    r = await Wait(n)
    return r * 2
async def agen():
    for i in range(3):
        yield i
        await Wait("pause")
class CM:
    async def __aenter__(self): print("aenter"); return 1
    async def __aexit__(self, *a): print("aexit", a[0]); return False
async def main():
    print(await child(1))
    async for x in agen():
        print("x", x)
    async with CM() as c:
        print("in", c)
    print([y async for y in agen()])
    return "done"
def run(c):
    v = None
    try:
        while True:
            w = c.send(v)
            print("waiting", w)
            v = 21
    except StopIteration as e:
        return e.value
print(run(main()))
