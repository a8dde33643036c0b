# Frames are objects with an identity; an exception keeps the locals of the frames that it passed through.
import sys

class Noisy:
    def __init__(self, name): self.name = name
    def __del__(self): print("del", self.name)

def fails():
    kept = Noisy("local of fails")
    raise ValueError("no")

try:
    fails()
except ValueError as e:
    frame = e.__traceback__.tb_next.tb_frame
    print("handling", list(frame.f_locals), frame.f_code is fails.__code__, frame.f_lineno)
    del frame
print("after")

def writes():
    a = 1
    frame = sys._getframe()
    frame.f_locals["a"] = 5
    frame.f_locals["new"] = 6
    print(a, frame is sys._getframe(), frame.f_locals["new"], sorted(locals()))
    try: del frame.f_locals["a"]
    except TypeError as e: print(e)
    try: frame.f_locals["none"]
    except KeyError as e: print(e)
    return frame

left = writes()
print(left.f_locals["a"], left.f_back is sys._getframe(), left.f_back.f_back)
left.clear()
print(left.f_locals)
try: sys._getframe().clear()
except RuntimeError as e: print(e)

def gen():
    x = 10
    yield x
    x = 20
    yield x

g = gen()
frame = g.gi_frame
print(frame.f_lineno, frame.f_locals, frame.f_back)
print(next(g), g.gi_frame is frame, frame.f_locals["x"], frame.f_lineno)
try: frame.clear()
except RuntimeError as e: print(e)
frame.f_locals["x"] = 11
print(frame.f_locals, g.gi_code is gen.__code__)
g.close()
print(g.gi_frame, frame.f_locals)

print([sorted(k for k in locals() if k[0] != "_") for a in [0]])
print(locals() is globals())
