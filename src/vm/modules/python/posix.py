"""The operating system, as far as the sandbox lets a program see it."""
from _pylens_structseq import structseq
from _pylens import entropy, file as _file, native_module, read_line, write as _write_stream
import errno as _errno

_entries = _errno.__dict__

F_OK, R_OK, W_OK, X_OK = 0, 4, 2, 1
O_RDONLY, O_WRONLY, O_RDWR, O_ACCMODE = 0, 1, 2, 3
O_CREAT, O_EXCL, O_NOCTTY, O_TRUNC, O_APPEND, O_NONBLOCK = 0o100, 0o200, 0o400, 0o1000, 0o2000, 0o4000
O_NDELAY = O_NONBLOCK
O_DSYNC, O_ASYNC, O_DIRECTORY, O_NOFOLLOW, O_CLOEXEC, O_SYNC = 0o10000, 0o20000, 0o200000, 0o400000, 0o2000000, 0o4010000
EX_OK = 0
WNOHANG = 1
TMP_MAX = 238328
SEEK_DATA, SEEK_HOLE = 3, 4
_have_functions = ["HAVE_FSTATAT", "HAVE_LSTAT", "HAVE_UTIMENSAT"]
error = OSError
environ = {}
sysconf_names = {"SC_PAGESIZE": 30, "SC_NPROCESSORS_ONLN": 84}
confstr_names = {}
pathconf_names = {}


def _text(path, function="path", allow_fd=False):
    if isinstance(path, str):
        return path
    if isinstance(path, bytes):
        return path.decode("utf-8", "surrogateescape")
    if allow_fd and isinstance(path, int):
        return path
    fspath_method = getattr(type(path), "__fspath__", None)
    if fspath_method is None:
        kinds = "string, bytes, os.PathLike or integer" if allow_fd else "string, bytes or os.PathLike"
        raise TypeError(f"{function}: path should be {kinds}, not {type(path).__name__}")
    return _text(fspath_method(path))


def fspath(path):
    if isinstance(path, (str, bytes)):
        return path
    kind = type(path)
    method = getattr(kind, "__fspath__", None)
    if method is None:
        raise TypeError("expected str, bytes or os.PathLike object, not " + kind.__name__)
    found = method(path)
    if isinstance(found, (str, bytes)):
        return found
    raise TypeError(f"expected {kind.__name__}.__fspath__() to return str or bytes, not {type(found).__name__}")


stat_result = structseq("os", "stat_result", (
    "st_mode", "st_ino", "st_dev", "st_nlink", "st_uid", "st_gid", "st_size", None, None, None, "st_atime", "st_mtime",
    "st_ctime", "st_atime_ns", "st_mtime_ns", "st_ctime_ns", "st_blksize", "st_blocks", "st_rdev"), 10,
    "What the file system knows of a file. The first ten parts are also those of a tuple.",
    {"st_atime": 7, "st_mtime": 8, "st_ctime": 9})


def _stat_of(numbers):
    times = numbers[7:]
    return stat_result((*numbers[:7], *(at // 1_000_000_000 for at in times), *(at / 1e9 for at in times), *times,
                        4096, (numbers[6] + 511) // 512, 0))


def _named(operation, path, *rest):
    """Asks the host; an error names the path as it was given."""
    try:
        return _file(operation, _text(path, operation), *rest)
    except OSError as problem:
        if problem.filename is not None:
            problem.filename = path if not hasattr(path, "__fspath__") else _text(path)
        problem.__traceback__ = None
        raise problem


def stat(path, *, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int):
        return fstat(path)
    text = _text(path, "stat", True)
    if "\0" in text:
        raise ValueError("embedded null byte")
    return _stat_of(_named("stat" if follow_symlinks else "lstat", path))


def lstat(path, *, dir_fd=None):
    return _stat_of(_named("lstat", path))


def _kind(path):
    try:
        return _file("stat", _text(path))[0] & 0o170000
    except (OSError, ValueError):
        return 0


def _path_exists(path):
    return _kind(path) != 0


def access(path, mode, *, dir_fd=None, effective_ids=False, follow_symlinks=True):
    try:
        bits = _file("stat", _text(path))[0]
    except OSError:
        return False
    wanted = ((mode & R_OK) and 0o444) | ((mode & X_OK) and 0o111)
    return not wanted & R_OK or bool(bits & 0o444)


class DirEntry:
    def __init__(self, folder, name, mode):
        slash = "/"
        if isinstance(folder, bytes):
            name, slash = name.encode("utf-8", "surrogateescape"), b"/"
        self.name = name
        self.path = folder + name if folder.endswith(slash) else folder + slash + name
        self._mode = mode

    def is_dir(self, *, follow_symlinks=True):
        return self._type(follow_symlinks) == 0o040000

    def is_file(self, *, follow_symlinks=True):
        return self._type(follow_symlinks) == 0o100000

    def is_symlink(self):
        return self._mode & 0o170000 == 0o120000

    def is_junction(self):
        return False

    def _type(self, follow):
        if follow and self.is_symlink():
            return _kind(self.path)
        return self._mode & 0o170000

    def stat(self, *, follow_symlinks=True):
        return stat(self.path) if follow_symlinks else lstat(self.path)

    def inode(self):
        return lstat(self.path).st_ino

    def __fspath__(self):
        return self.path

    def __repr__(self):
        return f"<DirEntry {self.name!r}>"


DirEntry.__module__ = "posix"


def listdir(path="."):
    path = "." if path is None else path
    names = [name for name, _ in _named("list", path)]
    return [name.encode("utf-8", "surrogateescape") for name in names] if isinstance(path, bytes) else names


class _ScandirIterator:
    def __init__(self, path):
        folder = fspath(path)
        self._entries = iter([DirEntry(folder, name, mode) for name, mode in _named("list", path)])

    def __iter__(self):
        return self

    def __next__(self):
        return next(self._entries)

    def close(self):
        self._entries = iter(())

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def scandir(path=None):
    return _ScandirIterator("." if path is None else path)


def mkdir(path, mode=0o777, *, dir_fd=None):
    _named("mkdir", path)


def rmdir(path, *, dir_fd=None):
    _named("rmdir", path)


def remove(path, *, dir_fd=None):
    # An open file outlives its name: from now on it is in memory.
    kept = [entry for entry in _open_files.values() if entry[0] == _absolute(_text(path, "remove"))]
    data = bytearray(_whole(kept[0][0])) if kept else None
    _named("remove", path)
    for entry in kept:
        entry[0] = data


def _absolute(text):
    if not text.startswith("/"):
        try:
            text = getcwd() + "/" + text
        except OSError:
            pass
    return text


def _whole(path):
    out = bytearray()
    try:
        while data := _file("read", path, len(out), 1 << 24):
            out += data
    except OSError:
        pass
    return out


unlink = remove


def rename(src, dst, *, src_dir_fd=None, dst_dir_fd=None):
    try:
        _file("rename", _text(src), _text(dst))
    except OSError as problem:
        problem.filename, problem.filename2, problem.__traceback__ = src, dst, None
        raise problem
    for entry in _open_files.values():
        if entry[0] == _absolute(_text(src)):
            entry[0] = _absolute(_text(dst))


replace = rename


def symlink(src, dst, target_is_directory=False, *, dir_fd=None):
    _file("symlink", _text(src), _text(dst))


def readlink(path, *, dir_fd=None):
    return _named("readlink", path)


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    _named("chmod", path, mode)


def utime(path, times=None, *, ns=None, dir_fd=None, follow_symlinks=True):
    if times is not None:
        ns = tuple(int(at * 1_000_000_000) for at in times)
    if ns is None:
        from _pylens import clock
        ns = (clock(),) * 2
    _named("utime", path, *ns)


def getcwd():
    return _file("getcwd")


def getcwdb():
    return getcwd().encode()


def chdir(path):
    _named("chdir", path)


def umask(mask, /):
    return 0o022


def getpid():
    return 4242


def getppid():
    return 4241


def getuid():
    return 1000


getgid = geteuid = getegid = getuid


def getlogin():
    return "pylens"


def getgroups():
    return [1000]


def getpgrp():
    return 4242


def cpu_count():
    return 1


def sched_getaffinity(pid, /):
    return {0}


def getloadavg():
    return (0.0, 0.0, 0.0)


def urandom(size, /):
    if size < 0:
        raise ValueError("negative argument not allowed")
    return entropy(size)


def getrandom(size, flags=0):
    return entropy(size)


def strerror(code, /):
    return _STRERROR.get(code, f"Unknown error {code}")


_STRERROR = {0: "Success", 1: "Operation not permitted", 2: "No such file or directory", 3: "No such process",
             4: "Interrupted system call", 5: "Input/output error", 6: "No such device or address",
             7: "Argument list too long", 8: "Exec format error", 9: "Bad file descriptor", 10: "No child processes",
             11: "Resource temporarily unavailable", 12: "Cannot allocate memory", 13: "Permission denied",
             14: "Bad address", 15: "Block device required", 16: "Device or resource busy", 17: "File exists",
             18: "Invalid cross-device link", 19: "No such device", 20: "Not a directory", 21: "Is a directory",
             22: "Invalid argument", 23: "Too many open files in system", 24: "Too many open files",
             25: "Inappropriate ioctl for device", 26: "Text file busy", 27: "File too large",
             28: "No space left on device", 29: "Illegal seek", 30: "Read-only file system", 31: "Too many links",
             32: "Broken pipe", 33: "Numerical argument out of domain", 34: "Numerical result out of range",
             35: "Resource deadlock avoided", 36: "File name too long", 37: "No locks available",
             38: "Function not implemented", 39: "Directory not empty", 40: "Too many levels of symbolic links",
             42: "No message of desired type", 43: "Identifier removed", 44: "Channel number out of range",
             45: "Level 2 not synchronized", 46: "Level 3 halted", 47: "Level 3 reset",
             48: "Link number out of range", 49: "Protocol driver not attached", 50: "No CSI structure available",
             51: "Level 2 halted", 52: "Invalid exchange", 53: "Invalid request descriptor", 54: "Exchange full",
             55: "No anode", 56: "Invalid request code", 57: "Invalid slot", 59: "Bad font file format",
             60: "Device not a stream", 61: "No data available", 62: "Timer expired", 63: "Out of streams resources",
             64: "Machine is not on the network", 65: "Package not installed", 66: "Object is remote",
             67: "Link has been severed", 68: "Advertise error", 69: "Srmount error",
             70: "Communication error on send", 71: "Protocol error", 72: "Multihop attempted",
             73: "RFS specific error", 74: "Bad message", 75: "Value too large for defined data type",
             76: "Name not unique on network", 77: "File descriptor in bad state", 78: "Remote address changed",
             79: "Can not access a needed shared library", 80: "Accessing a corrupted shared library",
             81: ".lib section in a.out corrupted", 82: "Attempting to link in too many shared libraries",
             83: "Cannot exec a shared library directly", 84: "Invalid or incomplete multibyte or wide character",
             85: "Interrupted system call should be restarted", 86: "Streams pipe error", 87: "Too many users",
             88: "Socket operation on non-socket", 89: "Destination address required", 90: "Message too long",
             91: "Protocol wrong type for socket", 92: "Protocol not available", 93: "Protocol not supported",
             94: "Socket type not supported", 95: "Operation not supported", 96: "Protocol family not supported",
             97: "Address family not supported by protocol", 98: "Address already in use",
             99: "Cannot assign requested address", 100: "Network is down", 101: "Network is unreachable",
             102: "Network dropped connection on reset", 103: "Software caused connection abort",
             104: "Connection reset by peer", 105: "No buffer space available",
             106: "Transport endpoint is already connected", 107: "Transport endpoint is not connected",
             108: "Cannot send after transport endpoint shutdown", 109: "Too many references: cannot splice",
             110: "Connection timed out", 111: "Connection refused", 112: "Host is down", 113: "No route to host",
             114: "Operation already in progress", 115: "Operation now in progress", 116: "Stale file handle",
             117: "Structure needs cleaning", 118: "Not a XENIX named type file",
             119: "No XENIX semaphores available", 120: "Is a named type file", 121: "Remote I/O error",
             122: "Disk quota exceeded", 123: "No medium found", 124: "Wrong medium type", 125: "Operation canceled",
             126: "Required key not available", 127: "Key has expired", 128: "Key has been revoked",
             129: "Key was rejected by service", 130: "Owner died", 131: "State not recoverable",
             132: "Operation not possible due to RF-kill", 133: "Memory page has hardware error"}

uname_result = structseq("posix", "uname_result", ("sysname", "nodename", "release", "version", "machine"), 5)
times_result = structseq("posix", "times_result", ("user", "system", "children_user", "children_system", "elapsed"), 5)
terminal_size = structseq("os", "terminal_size", ("columns", "lines"), 2,
                          "A tuple of (columns, lines) for holding terminal window size")


def uname():
    return uname_result(("Linux", "pylens", "6.0", "#1", "x86_64"))


def times():
    return times_result((0.0, 0.0, 0.0, 0.0, 0.0))


def get_terminal_size(fd=1, /):
    raise OSError(25, "Inappropriate ioctl for device")


# Open files: number -> [path, or the bytes of a file without a name, flags, position]. The host keeps none, so that a replay needs nothing but its answers.
_open_files = {}


def _entry(fd):
    entry = _open_files.get(fd)
    if entry is None:
        raise OSError(9, "Bad file descriptor")
    return entry


def open(path, flags, mode=0o777, *, dir_fd=None):
    _named("open", path, flags)
    fd = 3
    while fd in _open_files:
        fd += 1
    _open_files[fd] = [_absolute(_text(path)), flags, 0]
    return fd


def close(fd, /):
    if 0 <= fd <= 2:
        return
    _entry(fd)
    del _open_files[fd]


def closerange(low, high, /):
    for fd in list(_open_files):
        if low <= fd < high:
            del _open_files[fd]


def dup(fd, /):
    entry = _entry(fd)
    new = 3
    while new in _open_files:
        new += 1
    _open_files[new] = entry
    return new


# Bytes of standard input that a call of `read` left.
_input = []


def read(fd, length, /):
    if fd == 0:
        data = _input.pop() if _input else read_line().encode("utf-8", "surrogateescape")
        if len(data) > length:
            _input.append(data[length:])
        return data[:length]
    entry = _entry(fd)
    if entry[1] & 3 == O_WRONLY:
        raise OSError(9, "Bad file descriptor")
    if isinstance(entry[0], bytearray):
        data = bytes(entry[0][entry[2]:entry[2] + length])
    else:
        data = _file("read", entry[0], entry[2], length)
    entry[2] += len(data)
    return data


def write(fd, data, /):
    if fd in (1, 2):
        _write_stream(fd, bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)
    entry = _entry(fd)
    if entry[1] & 3 == O_RDONLY:
        raise OSError(9, "Bad file descriptor")
    if isinstance(entry[0], bytearray):
        at = len(entry[0]) if entry[1] & O_APPEND else entry[2]
        entry[0] += bytes(max(0, at - len(entry[0])))
        entry[0][at:at + len(data)] = data
        entry[2] = at + len(data)
        return len(data)
    at = -1 if entry[1] & O_APPEND else entry[2]
    entry[2] = _file("write", entry[0], at, bytes(data))
    return len(data)


def lseek(fd, position, how, /):
    if fd <= 2:
        raise OSError(29, "Illegal seek")
    entry = _entry(fd)
    if how == 1:
        position += entry[2]
    elif how == 2:
        position += fstat(fd).st_size
    if position < 0:
        raise OSError(22, "Invalid argument")
    entry[2] = position
    return position


def fstat(fd):
    if 0 <= fd <= 2:
        return _stat_of((0o020620, fd, 0, 1, 1000, 5, 0, 0, 0, 0))
    entry = _entry(fd)
    if isinstance(entry[0], bytearray):
        return _stat_of((0o100600, fd, 1, 0, 1000, 1000, len(entry[0]), 0, 0, 0))
    return _stat_of(_file("stat", entry[0]))


def ftruncate(fd, length, /):
    entry = _entry(fd)
    if isinstance(entry[0], bytearray):
        del entry[0][length:]
        entry[0] += bytes(length - len(entry[0]))
    else:
        _file("truncate", entry[0], length)


def truncate(path, length):
    if isinstance(path, int):
        return ftruncate(path, length)
    _named("truncate", path, length)


def fsync(fd):
    pass


fdatasync = fsync


def isatty(fd, /):
    return False


def set_inheritable(fd, inheritable, /):
    pass


def get_inheritable(fd, /):
    return False


def device_encoding(fd):
    return None


def _exit(status):
    raise SystemExit(status)


def abort():
    raise SystemExit(134)


def _bytes_of(name):
    return name.encode("utf-8", "surrogateescape") if isinstance(name, str) else name


def putenv(name, value, /):
    if b"=" in _bytes_of(name):
        raise ValueError("illegal environment variable name")
    if not name:
        raise OSError(22, "Invalid argument")


def unsetenv(name, /):
    if not name or b"=" in _bytes_of(name):
        raise OSError(22, "Invalid argument")


def _refuse(what):
    def function(*args, **kwargs):
        raise PermissionError(13, f"Permission denied: pylens starts no processes ({what})")
    function.__name__ = what
    return function


def kill(pid, signal, /):
    """A signal to the program itself."""
    if pid != getpid():
        raise PermissionError(13, "Permission denied: pylens starts no processes (kill)")
    if signal:
        from _signal import raise_signal
        raise_signal(signal)


for _name in ("fork", "execv", "execve", "posix_spawn", "posix_spawnp", "system", "pipe", "killpg", "wait",
              "waitpid", "setsid"):
    globals()[_name] = _refuse(_name)
del _name


def waitstatus_to_exitcode(status):
    return status >> 8


def _create_environ():
    return _environment()


def _environment():
    try:
        return {name.encode("utf-8", "surrogateescape"): value.encode("utf-8", "surrogateescape")
                for name, value in _file("environ")}
    except PermissionError:
        return {}


environ.update(_environment())


def get_blocking(fd, /):
    return True


def set_blocking(fd, blocking, /):
    pass


def sysconf(name, /):
    return {"SC_PAGESIZE": 4096, "SC_NPROCESSORS_ONLN": 1}.get(name, -1)


def _inputhook(*args):
    pass


def register_at_fork(*, before=None, after_in_child=None, after_in_parent=None):
    given = {"before": before, "after_in_child": after_in_child, "after_in_parent": after_in_parent}
    given = {name: value for name, value in given.items() if value is not None}
    if not given:
        raise TypeError("At least one argument is required.")
    for name, value in given.items():
        if not callable(value):
            raise TypeError(f"'{name}' must be callable, not {type(value).__name__}")


def _path_normpath(path):
    return _normpath(path)


def _normpath(path):
    is_bytes = isinstance(path, bytes)
    text = path.decode("utf-8", "surrogateescape") if is_bytes else fspath(path)
    if isinstance(text, bytes):
        is_bytes, text = True, text.decode("utf-8", "surrogateescape")
    if not text:
        result = "."
    else:
        slashes = 1 if text.startswith("/") else 0
        if text.startswith("//") and not text.startswith("///"):
            slashes = 2
        parts = []
        for part in text.split("/"):
            if not part or part == ".":
                continue
            if part != ".." or (not slashes and not parts) or (parts and parts[-1] == ".."):
                parts.append(part)
            elif parts:
                parts.pop()
        result = "/" * slashes + "/".join(parts) or "."
    return result.encode("utf-8", "surrogateescape") if is_bytes else result


def _path_splitroot_ex(path, /):
    path = fspath(path)
    empty, slash = (b"", b"/") if isinstance(path, bytes) else ("", "/")
    if path[:1] != slash:
        return empty, empty, path
    if path[1:2] != slash or path[2:3] == slash:
        return empty, slash, path[1:]
    return empty, path[:2], path[2:]


def WIFSIGNALED(status):
    return False


def WIFEXITED(status):
    return True


def WEXITSTATUS(status):
    return status >> 8


def WIFSTOPPED(status):
    return False


def WSTOPSIG(status):
    return 0


def WTERMSIG(status):
    return 0
