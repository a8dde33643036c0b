print("a", "b", 1, None, sep="-", end="|\n"); print(); print(sep="x"); print("no newline", end=""); print()
print(*[1, 2], *"ab", sep=""); print("tab\tnew\nline", "é日本😀", "\\raw", 'quote"s')
name = input("name? "); age = input(); print(repr(name), repr(age))
try: input("more? ")
except EOFError as e: print("EOF", e)
for kw in [{"sep": 1}, {"end": 5}, {"file": 1}, {"flush": 1}, {"foo": 1}, {"sep": None, "end": None}]:
    try: print("x", **kw)
    except Exception as e: print(type(e).__name__, e)
import sys
print("to stderr", file=sys.stderr); sys.stdout.write("written\n"); print(sys.stdout.write("abc\n"))
class W:
    def __init__(self): self.parts = []
    def write(self, t): self.parts.append(t)
    def flush(self): self.parts.append("<flush>")
w = W(); print(1, "two", file=w, end="!", flush=True); print(w.parts)
class S:
    def __str__(self): return "S-str"
    def __repr__(self): return "S-repr"
print(S(), [S()], f"{S()} {S()!r}", "%s %r" % (S(), S()), str(S()), repr(S()), {S(): S()}.__len__())
old = sys.stdout; sys.stdout = w; print("captured"); sys.stdout = old; print(w.parts[-2:])
sys.stdout = None; print("nothing"); sys.stdout = old
print(print("inner"), type(print()).__name__)
