class Aw:
    def __init__(self, v): self.v = v
    def __await__(self):
        r = yield self.v
        return ("resumed", r)
async def co(x):
    print("start", x)
    r = await Aw(x)
    print("got", r)
    return x * 2
c = co(5)
print(type(c).__name__, c.__name__, c.cr_running, c.cr_await, c.cr_frame is not None, c.cr_code.co_name)
print(c.send(None), c.cr_suspended, type(c.cr_await).__name__)
try: c.send("hello")
except StopIteration as e: print("result", e.value)
for work in [lambda: c.send(None), lambda: c.send(1)]:
    try: work()
    except BaseException as e: print(type(e).__name__, e)
async def outer():
    try: return await co(7)
    except ValueError as e: return f"caught {e}"
o = outer(); print(o.send(None))
try: o.throw(ValueError("thrown"))
except StopIteration as e: print(e.value)
o = outer(); o.send(None); o.close(); print(o.cr_frame)
async def bad():
    await 5
try: bad().send(None)
except TypeError as e: print(e)
async def badgen(): 
    await (x for x in [1])
try: badgen().send(None)
except TypeError as e: print(e)
class BadAwait:
    def __await__(self): return 5
async def ba(): await BadAwait()
try: ba().send(None)
except TypeError as e: print(e)
class Ctx:
    async def __aenter__(self): print("aenter"); return "ctx"
    async def __aexit__(self, *a): print("aexit", a[0]); return True
async def withs():
    async with Ctx() as v: print(v); raise KeyError("x")
    async with Ctx(), Ctx() as w: print("two", w)
    return "done"
try: withs().send(None)
except StopIteration as e: print(e.value)
class AIter:
    def __init__(self, n): self.n = n
    def __aiter__(self): return self
    async def __anext__(self):
        if not self.n: raise StopAsyncIteration
        self.n -= 1
        return self.n
async def loop():
    async for i in AIter(3): print("i", i)
    else: print("else")
    print([x async for x in AIter(3)], {x async for x in AIter(2)}, {x: 1 async for x in AIter(2) if x}, [await co2(x) for x in [1, 2]])
async def co2(x): return x + 1
try: loop().send(None)
except StopIteration: pass
async def agen():
    try:
        x = yield 1
        print("agen got", x)
        yield 2
    finally: print("agen fin")
async def useagen():
    g = agen()
    print(type(g).__name__, await g.asend(None), await g.asend("v"))
    try: await g.asend(None)
    except StopAsyncIteration: print("exhausted")
    g = agen(); await g.__anext__(); await g.aclose()
    g = agen(); await g.__anext__()
    try: await g.athrow(ValueError("at"))
    except ValueError as e: print("athrow", e)
    async for v in agen():
        print("v", v); break
    print(await anext(agen()), await anext(AIter(0), "default"))
    print([v async for v in (y * 2 async for y in AIter(3))])
u = useagen()
try: u.send(None)
except StopIteration: pass
async def errs():
    for o in (5, [1]):
        try:
            async for x in o: pass
        except TypeError as e: print(e)
        try:
            async with o: pass
        except TypeError as e: print(type(e).__name__, e)
try: errs().send(None)
except StopIteration: pass
class BadAiter:
    def __aiter__(self): return 5
class BadAnext:
    def __aiter__(self): return self
    def __anext__(self): return 5
async def errs2():
    for o in (BadAiter(), BadAnext()):
        try:
            async for x in o: pass
        except TypeError as e: print(e)
    try: aiter(5)
    except TypeError as e: print(e)
    try: anext(5)
    except TypeError as e: print(e)
try: errs2().send(None)
except StopIteration: pass
async def stop(): raise StopIteration(1)
try: stop().send(None)
except RuntimeError as e: print(e, repr(e.__cause__))
async def sag():
    yield 1
    raise StopAsyncIteration
async def runsag():
    try:
        async for x in sag(): pass
    except RuntimeError as e: print(e)
try: runsag().send(None)
except StopIteration: pass
