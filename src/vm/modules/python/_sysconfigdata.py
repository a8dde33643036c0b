"""How this Python was built, for `sysconfig`: without C, and without the docstrings of builtin functions."""
build_time_vars = {
    "ABIFLAGS": "",
    "EXT_SUFFIX": ".cpython-313-x86_64-linux-gnu.so",
    "HAVE_FORK": 0,
    "MULTIARCH": "x86_64-linux-gnu",
    "PYTHONFRAMEWORK": "",
    "Py_DEBUG": 0,
    "Py_GIL_DISABLED": 0,
    "SIZEOF_VOID_P": 8,
    "SOABI": "cpython-313-x86_64-linux-gnu",
    "VERSION": "3.13",
    "WITH_DOC_STRINGS": 0,
    "WITH_PYMALLOC": 0,
    "prefix": "/usr",
    "exec_prefix": "/usr",
    "srcdir": "",
}
