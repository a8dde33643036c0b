"""The users: the one that `os.getuid` tells of, and the administrator."""
from _pylens_structseq import structseq

struct_passwd = structseq("pwd", "struct_passwd", (
    "pw_name", "pw_passwd", "pw_uid", "pw_gid", "pw_gecos", "pw_dir", "pw_shell"), 7,
    "pwd.struct_passwd: Results from getpw*() routines.")

_USERS = [struct_passwd(("root", "x", 0, 0, "root", "/root", "/bin/sh")),
          struct_passwd(("pylens", "x", 1000, 1000, "", "/home/pylens", "/bin/sh"))]


def getpwall():
    return list(_USERS)


def getpwuid(uid, /):
    if not isinstance(uid, int):
        raise TypeError(f"uid should be integer, not {type(uid).__name__}")
    for user in _USERS:
        if user.pw_uid == uid:
            return user
    raise KeyError(f"getpwuid(): uid not found: {uid}")


def getpwnam(name, /):
    if not isinstance(name, str):
        raise TypeError(f"getpwnam() argument must be str, not {type(name).__name__}")
    if "\0" in name:
        raise ValueError("embedded null byte")
    for user in _USERS:
        if user.pw_name == name:
            return user
    raise KeyError(f"getpwnam(): name not found: {name!r}")
