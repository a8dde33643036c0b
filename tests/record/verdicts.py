"""Records what imports by a real CPython 3.13 make of .pyc files, whole and damaged: tests/pyc/verdicts.jsonl.

Run from the top of the repository:   python3.13 tests/record/verdicts.py tests/pyc/verdicts.jsonl

The first line holds the whole file; the others say in what it differs (`bytes`, or `at` and `byte`), where it lies, what
the source is like, and what the import did: `loaded`, `compiled` the source, raised an exception, or died. Nothing of the
files is run: the loader is asked for the code object.
"""
import _imp
import importlib._bootstrap_external as external
import importlib.machinery
import json
import marshal
import os
import random
import resource
import sys
import tempfile

assert sys.version_info[:2] == (3, 13), "needs CPython 3.13"
SOURCE = b'def spam(a, *b, c=(1, "two", b"3", 4.5, 6j, 1 << 40), **d):\n    return a in {"x", 7, None}\n'
MTIME = 1_700_000_000
MAGIC = external.MAGIC_NUMBER
BODY = marshal.dumps(compile(SOURCE, "spam.py", "exec", dont_inherit=True))


def header(flags=0, mtime=MTIME, size=len(SOURCE), magic=MAGIC, hash=None):
    tail = hash if flags & 1 else mtime.to_bytes(4, "little") + size.to_bytes(4, "little")
    return magic + flags.to_bytes(4, "little") + tail


def outcome(data, place, source, check):
    """What the import system does with the file in a folder of its own; in a process that may die of it."""
    read, write = os.pipe()
    if pid := os.fork():
        os.close(write)
        with os.fdopen(read) as file:
            text = file.read()
        _, status = os.waitpid(pid, 0)
        return text if text and not status else "died"
    resource.setrlimit(resource.RLIMIT_AS, (1 << 30, 1 << 30))
    os.dup2(os.open(os.devnull, os.O_WRONLY), 2)
    with tempfile.TemporaryDirectory() as folder:
        path = os.path.join(folder, "spam.py")
        if source:
            with open(path, "wb") as file:
                file.write(SOURCE)
            os.utime(path, (MTIME, MTIME))
        target = external.cache_from_source(path) if place == "cache" else path + "c"
        os.makedirs(os.path.dirname(target), exist_ok=True)
        with open(target, "wb") as file:
            file.write(data)
        picked = []
        real = external._compile_bytecode
        external._compile_bytecode = lambda *args, **named: (picked.append(1), real(*args, **named))[1]
        sys.dont_write_bytecode = True
        _imp.check_hash_based_pycs = check
        spec = importlib.machinery.PathFinder.find_spec("spam", [folder])
        try:
            if spec is None:
                raise ModuleNotFoundError
            spec.loader.get_code("spam")
            result = "loaded" if picked else "compiled"
        except BaseException as error:
            result = type(error).__name__
        os.write(write, result.encode())
    os._exit(0)


def code(**fields):
    """A marshalled code object with fields replaced by marshalled bytes."""
    numbers = ["argcount", "posonlyargcount", "kwonlyargcount", "stacksize", "flags"]
    parts = {name: bytes(4) for name in numbers}
    parts |= {"code": b"s\2\0\0\0\x24\0", "consts": b")\1N", "names": b")\0", "localsplusnames": b")\0",
              "localspluskinds": b"s\0\0\0\0", "filename": b"z\1f", "name": b"z\1n", "qualname": b"z\1q",
              "firstlineno": b"\1\0\0\0", "linetable": b"s\0\0\0\0", "exceptiontable": b"s\0\0\0\0"}
    assert fields.keys() <= parts.keys()
    return b"c" + b"".join((parts | fields).values())


def cases():
    hashed = _imp.source_hash(int.from_bytes(MAGIC, "little"), SOURCE)
    other = bytes(8)
    headers = {
        "fresh": header(), "time": header(mtime=MTIME - 1), "later": header(mtime=MTIME + 1), "size": header(size=1),
        "checked": header(3, hash=hashed), "checked other": header(3, hash=other),
        "unchecked": header(1, hash=hashed), "unchecked other": header(1, hash=other),
        "flags 2": header(2), "flags 4": header(4), "flags 8": header(8), "all flags": header(0xfffffffc),
        "preview": header(magic=b"\xf2\r\r\n"), "no magic": header(magic=b"spam"),
    }
    for version, number in ((8, 3413), (9, 3425), (10, 3439), (11, 3495), (12, 3531), (14, 3627)):
        headers[f"3.{version}"] = header(magic=number.to_bytes(2, "little") + b"\r\n")
    for name, head in headers.items():
        for place in ("cache", "beside"):
            for source in (True, False):
                for check in ("default", "always", "never") if head[4] & 1 else ("default",):
                    yield {"name": f"{name} {check}", "bytes": (head + BODY).hex(), "place": place, "source": source,
                           "check": check}
    for place, source in (("cache", True), ("beside", False)):
        for length in [*range(0, 24), *range(24, 16 + len(BODY), 29)]:
            yield {"name": f"cut at {length}", "bytes": (header() + BODY)[:length].hex(), "place": place, "source": source}
    none, text, number, list_ = b"N", b"z\1a", b"i\1\0\0\0", b"[\0\0\0\0"
    negative = b"\xff\xff\xff\xff"
    bodies = {
        "an int": number, "none": none, "null": b"0", "code": code(), "empty": b"", "unknown type": b"\x7f",
        "deep": b")\1" * 3000, "depth 1999": b")\1" * 1999 + b"N", "deep in consts": code(consts=b")\1" * 2500),
        "tuple too long": b"(\xff\xff\xff\x7f", "negative size": b"(" + negative, "list too long": b"[\xff\xff\xff\x7f",
        "reference to nothing": b"r\0\0\0\0", "negative reference": b"r" + negative, "set of lists": b"<\1\0\0\0" + list_,
        "frozenset of lists": code(consts=b")\1>\1\0\0\0" + list_), "tuple of lists in set": b"<\1\0\0\0)\1" + list_,
        "dict by list": b"{" + list_ + number + b"0", "dict ends at value": b"{" + number + b"0",
        "list that holds itself": b"\xdb\1\0\0\0r\0\0\0\0", "dict that holds itself": b"\xfb" + number + b"r\0\0\0\0" + b"0",
        "set that holds itself": b"\xbc\1\0\0\0r\0\0\0\0", "null in tuple": b")\1" + b"0", "null in code": code(consts=b"0"),
        "list as constant": code(consts=b")\1" + list_), "dict as constant": code(consts=b")\1{0"),
        "ellipsis": code(consts=b")\1."), "stop iteration": code(consts=b")\1S"), "old float": code(consts=b")\1f\0031.5"),
        "bad float": code(consts=b")\1f\3abc"), "old complex": code(consts=b")\1x\0011\0012"),
        "int64": code(consts=b")\1I" + bytes(8)), "long": code(consts=b")\1l\2\0\0\0\1\0\1\0"),
        "long not normal": code(consts=b")\1l\2\0\0\0\1\0\0\0"), "long digit": code(consts=b")\1l\1\0\0\0\xff\xff"),
        "long size": code(consts=b")\1l\0\0\0\x80"), "not utf-8": code(consts=b")\1u\1\0\0\0\xff"),
        "surrogate": code(consts=b")\1u\3\0\0\0\xed\xb2\x80"), "latin-1 as ascii": code(consts=b")\1z\1\xe9"),
        "argcount": code(argcount=negative), "posonly": code(posonlyargcount=negative), "kwonly": code(kwonlyargcount=negative),
        "flags": code(flags=negative), "stack": code(stacksize=negative), "args without names": code(argcount=b"\1\0\0\0"),
        "star without name": code(flags=b"\4\0\0\0"), "more positional": code(posonlyargcount=b"\1\0\0\0"),
        "odd code": code(code=b"s\1\0\0\0\x24"), "no code": code(code=b"s\0\0\0\0"), "text as code": code(code=text),
        "none as code": code(code=none), "list as consts": code(consts=list_), "none as consts": code(consts=none),
        "none as names": code(names=none), "int in names": code(names=b")\1" + number), "bytes as name": code(name=b"s\0\0\0\0"),
        "none as filename": code(filename=none), "none as qualname": code(qualname=none), "none as lines": code(linetable=none),
        "none as exceptions": code(exceptiontable=none), "kinds without names": code(localspluskinds=b"s\1\0\0\0 "),
        "names without kinds": code(localsplusnames=b")\1" + text),
        "int among locals": code(localsplusnames=b")\1" + number, localspluskinds=b"s\1\0\0\0 "),
        "a local": code(localsplusnames=b")\1" + text, localspluskinds=b"s\1\0\0\0 "), "code in code": code(consts=b")\1" + code()),
        "bad code in code": code(consts=b")\1" + code(flags=negative)), "bad code before the end": b")\2" + code(name=none),
        "code behind code": code() + code(), "slice": code(consts=b")\1:NNN"),
    }
    for name, body in bodies.items():
        yield {"name": name, "bytes": (header() + body).hex(), "place": "cache", "source": True}
    chance = random.Random(313)
    for number in range(1500):
        at, byte = chance.randrange(16, 16 + len(BODY)), chance.randrange(256)
        yield {"name": f"damage {number}", "at": at, "byte": byte, "place": "cache", "source": True}


if __name__ == "__main__":
    whole, count = header() + BODY, 0
    with open(sys.argv[1], "w") as file:
        first = {"bytes": whole.hex(), "mtime": MTIME, "source": SOURCE.decode(), "version": "3.13"}
        file.write(json.dumps(first) + "\n")
        for case in cases():
            data = bytearray(bytes.fromhex(case["bytes"]) if "bytes" in case else whole)
            if "at" in case:
                data[case["at"]] = case["byte"]
            case["outcome"] = outcome(bytes(data), case["place"], case["source"], case.get("check", "default"))
            if case.get("bytes", "").startswith(whole.hex()[32:]):
                del case["bytes"]
            file.write(json.dumps(case) + "\n")
            count += 1
    print(f"{count} cases recorded")
