"""What `sysconfig` asks the interpreter itself."""


def config_vars():
    return {"Py_GIL_DISABLED": 0}
