def a(): b()
def b():
    try: c()
    except IndexError: raise LookupError("b failed")
def c():
    try: [][1]
    finally: print("c done")
a()
