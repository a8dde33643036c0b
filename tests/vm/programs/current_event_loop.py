# Who asks for the event loop without running one gets one in the main thread, and a warning.
import asyncio
import warnings


async def main():
    await asyncio.sleep(0)
    return asyncio.get_running_loop() is loop


with warnings.catch_warnings(record=True) as seen:
    warnings.simplefilter("always")
    loop = asyncio.get_event_loop()
print(seen[0].category.__name__, seen[0].message, seen[0].lineno)
print(loop.run_until_complete(main()), asyncio.get_event_loop() is loop)
loop.close()
asyncio.set_event_loop(None)
try:
    asyncio.get_event_loop()
except RuntimeError as error:
    print(error)
