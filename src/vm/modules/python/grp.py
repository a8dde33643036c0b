"""The groups of the users that `pwd` knows."""
from _pylens_structseq import structseq

struct_group = structseq("grp", "struct_group", ("gr_name", "gr_passwd", "gr_gid", "gr_mem"), 4,
                         "grp.struct_group: Results from getgr*() routines.")

_GROUPS = [struct_group(("root", "x", 0, [])), struct_group(("pylens", "x", 1000, []))]


def getgrall():
    return list(_GROUPS)


def getgrgid(id):
    if not isinstance(id, int):
        raise TypeError(f"gid should be integer, not {type(id).__name__}")
    for group in _GROUPS:
        if group.gr_gid == id:
            return group
    raise KeyError(f"getgrgid(): gid not found: {id}")


def getgrnam(name):
    if not isinstance(name, str):
        raise TypeError(f"getgrnam() argument 'name' must be str, not {type(name).__name__}")
    if "\0" in name:
        raise ValueError("embedded null byte")
    for group in _GROUPS:
        if group.gr_name == name:
            return group
    raise KeyError(f"getgrnam(): name not found: {name!r}")
