async def fetch():
    await step()
async def step():
    return {}["missing"]
fetch().send(None)
