def load(d, key):
    return d[key]
def run():
    try:
        load({}, "name")
    except KeyError as exc:
        raise RuntimeError("cannot load") from exc
class Thing:
    def __init__(self):
        self.value = 1
run()
