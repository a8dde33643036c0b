import io
import sys

print(isinstance(sys.stdout, io.TextIOBase), isinstance(sys.stdin, io.TextIOWrapper), isinstance(sys.stdout, io.RawIOBase))
print(sys.stdin.readable(), sys.stdin.writable(), sys.stdout.readable(), sys.stdout.writable(), sys.stdout.closed)
print(sys.stdin.mode, sys.stdout.mode, sys.stdin.name, sys.stderr.name, sys.stdout.encoding, sys.stderr.errors)
print(sys.stdin)
for wrong in (lambda: sys.stdout.read(), lambda: sys.stdin.write("x"), lambda: print("x", file=sys.stdin),
              lambda: sys.stdout.write(3), lambda: sys.stdin.buffer.write(b"")):
    try:
        wrong()
    except (OSError, TypeError) as error:
        print(type(error).__name__, error)
sys.stdout.flush()
sys.stdout.buffer.write(b"bytes\n")
sys.stdout.buffer.flush()
sys.stdout.writelines(["a\n", "b\n"])
sys.stdout.reconfigure(line_buffering=True)
with sys.stdout as same:
    print(same is sys.__stdout__) if not same.closed else None
    sys.stdout = io.StringIO()
    name = input("captured? ")
    prompt, sys.stdout = sys.stdout.getvalue(), sys.__stderr__
    print(repr(prompt), name, file=sys.stderr)
try:
    print("x", file=sys.__stdout__)
except ValueError as error:
    print(error, sys.__stdout__.closed, file=sys.stderr)
print(sys.stdin.readlines(1), sys.stdin.read(3), repr(sys.stdin.readline()), file=sys.stderr)
sys.stdin = io.StringIO("one\ntwo")
print([input(), input()], file=sys.stderr)
try:
    input()
except EOFError as error:
    print(error, file=sys.stderr)
