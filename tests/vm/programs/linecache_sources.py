"""Tracebacks show lines of sources that a program told linecache of."""
import linecache

source = """def f(x):
    return 1 / x

def g():
    return f(0)

g()
"""
linecache.cache["<made here>"] = (len(source), None, source.splitlines(True), "<made here>")
exec(compile(source, "<made here>", "exec"))
