# `input` reads from `sys.stdin` and writes its prompt to `sys.stdout`, whatever they are at the moment.
import io
import sys

print(input("name? "))


class Lines:
    def readline(self):
        return "from an object\n"


original = sys.stdin, sys.stdout
sys.stdin = Lines()
print(input())
sys.stdin, sys.stdout = io.StringIO("first\nlast"), io.StringIO()
answers = [input("one: "), input("two: ")]
try:
    input()
except EOFError as error:
    answers.append(str(error))
text, (sys.stdin, sys.stdout) = sys.stdout.getvalue(), original
print(answers, repr(text))
Lines.readline = lambda self: 42
sys.stdin = Lines()
try:
    input()
except TypeError as error:
    print(error)
sys.stdin = None
try:
    input()
except RuntimeError as error:
    print(error)
sys.stdin = original[0]
print(input())
