def greet(name, *, loud): pass
def run(values):
    return [greet(v, lod=True) for v in values]
run("ab")
