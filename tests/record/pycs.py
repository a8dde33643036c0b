"""Lets CPython 3.13 write .pyc files, each in a process of its own: the material of tests/corpus_compile.rs.

    python3.13 tests/record/pycs.py <LIST

A line of the list is LEVEL, MODE, SOURCE and TARGET, with tabs between them. What a file looks like depends in rare
cases on the strings that the process has interned before, so this one imports no more than it needs.
"""
import os
import sys

import py_compile

for line in sys.stdin:
    if pid := os.fork():
        os.waitpid(pid, 0)
        continue
    level, mode, source, target = line.rstrip("\n").split("\t")
    try:
        py_compile.compile(source, cfile=target, doraise=True, optimize=int(level),
                           invalidation_mode=getattr(py_compile.PycInvalidationMode, mode))
    finally:
        os._exit(0)
