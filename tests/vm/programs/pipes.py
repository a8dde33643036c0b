# Pipes within one program.
import io
import os
import select
import threading

reading, writing = os.pipe()
print(os.write(writing, b"some bytes"), os.read(reading, 4), os.read(reading, 100))
os.set_blocking(reading, False)
try:
    os.read(reading, 1)
except BlockingIOError as error:
    print(error)
print(os.get_blocking(reading), os.get_blocking(writing))
print(select.select([reading], [writing], [], 0) == ([], [writing], []))
os.write(writing, b"x")
print(select.select([reading], [], [], 0) == ([reading], [], []))
for use in lambda: os.lseek(reading, 0, 0), lambda: os.write(reading, b"x"), lambda: os.read(writing, 1):
    try:
        use()
    except OSError as error:
        print(error)
os.close(writing)
print(os.read(reading, 10), os.read(reading, 10))
os.close(reading)
try:
    os.read(reading, 1)
except OSError as error:
    print(error)

reading, writing = os.pipe()
lines = []


def listen():
    with open(reading, encoding="utf-8") as file:
        print(file.seekable(), isinstance(file.buffer, io.BufferedReader))
        for line in file:
            lines.append(line)


thread = threading.Thread(target=listen)
thread.start()
with open(writing, "w", encoding="utf-8") as file:
    for number in range(3):
        print("line", number, file=file, flush=True)
thread.join()
print(lines)

reading, writing = os.pipe()
os.close(reading)
try:
    os.write(writing, b"x")
except BrokenPipeError as error:
    print(error)
os.close(writing)
