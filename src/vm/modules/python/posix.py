"""The operating system, as far as the sandbox lets a program see it."""
from _pylens_pipes import Pipe as _Pipe, listeners as _listeners
from _pylens_strerror import WORDS as _STRERROR
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
    found = fspath_method(path)
    if not isinstance(found, (str, bytes)):
        raise TypeError(f"expected {type(path).__name__}.__fspath__() to return str or bytes, not {type(found).__name__}")
    return _text(found)


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
    text = _text(path, operation)
    if "\0" in text:
        raise ValueError("embedded null byte")
    if not text:
        raise FileNotFoundError(2, "No such file or directory", path)
    try:
        return _file(operation, text, *rest)
    except OSError as problem:
        if problem.filename is not None:
            problem.filename = path if not hasattr(path, "__fspath__") else _text(path)
        problem.__traceback__ = None
        raise problem


def stat(path, *, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int):
        return fstat(path)
    _text(path, "stat", True)
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

    def __reduce__(self):
        raise TypeError("cannot pickle 'DirEntry' object")


DirEntry.__module__ = "posix"


def listdir(path="."):
    path = "." if path is None else path
    names = [name for name, _ in _named("list", path)]
    return [name.encode("utf-8", "surrogateescape") for name in names] if isinstance(path, bytes) else names


class _ScandirIterator:
    _entries = None

    def __init__(self, path):
        folder = fspath(path)
        self._entries = iter([DirEntry(folder, name, mode) for name, mode in _named("list", path)])

    def __iter__(self):
        return self

    def __next__(self):
        if self._entries is not None:
            for entry in self._entries:
                return entry
            self._entries = None
        raise StopIteration

    def close(self):
        self._entries = None

    def __del__(self):
        if self._entries is not None:
            from _warnings import warn
            try:
                warn(f"unclosed scandir iterator {self!r}", ResourceWarning, 1, self)
            except ResourceWarning:
                # As an error it has nobody to go to.
                pass

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def scandir(path=None):
    return _ScandirIterator("." if path is None else path)


def mkdir(path, mode=0o777, *, dir_fd=None):
    _named("mkdir", path, mode & ~_umask[0])


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
    target = _named("readlink", path)
    return target.encode("utf-8", "surrogateescape") if isinstance(fspath(path), bytes) else target


def chmod(path, mode, *, dir_fd=None, follow_symlinks=True):
    if isinstance(path, int):
        return fchmod(path, mode)
    _text(path, "chmod", True)
    _named("chmod", path, mode)


def fchmod(fd, mode):
    entry = _entry(fd)
    if isinstance(entry[0], str):
        _file("chmod", entry[0], mode)


_MISSING = object()


def utime(path, times=None, *, ns=_MISSING, dir_fd=None, follow_symlinks=True):
    if times is not None and ns is not _MISSING:
        raise ValueError("utime: you may specify either 'times' or 'ns' but not both")
    if times is not None:
        if not isinstance(times, tuple) or len(times) != 2:
            raise TypeError("utime: 'times' must be either a tuple of two ints or None")
        # Rounded down, each part for itself.
        ns = tuple(at * 1_000_000_000 if isinstance(at, int) else _nanoseconds(at) for at in times)
    elif ns is _MISSING:
        ns = None
    else:
        if not isinstance(ns, tuple) or len(ns) != 2:
            raise TypeError("utime: 'ns' must be a tuple of two ints")
        for at in ns:
            parts = divmod(at, 1_000_000_000)
            if not isinstance(parts, tuple):
                raise TypeError(f"{type(at).__name__}.__divmod__() must return a 2-tuple, not {type(parts).__name__}")
            if len(parts) != 2:
                raise TypeError(f"{type(at).__name__}.__divmod__() must return a 2-tuple, not a tuple of {len(parts)} items")
    if ns is None:
        from _pylens import clock
        ns = (clock(),) * 2
    _named("utime", path, *ns)


def _nanoseconds(at):
    at = float(at)
    if at != at:
        raise ValueError("Invalid value NaN (not a number)")
    whole = at // 1
    return int(whole) * 1_000_000_000 + int((at - whole) * 1e9 // 1)


def getcwd():
    return _file("getcwd")


def getcwdb():
    return getcwd().encode()


def chdir(path):
    _named("chdir", path)


_umask = [0o022]


def umask(mask, /):
    before, _umask[0] = _umask[0], mask & 0o777
    return before


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


GRND_NONBLOCK, GRND_RANDOM = 1, 2


def getrandom(size, flags=0):
    return entropy(size)


def strerror(code, /):
    return _STRERROR.get(code, f"Unknown error {code}")


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
    _named("open", path, flags, mode & ~_umask[0])
    return _enter([_absolute(_text(path)), flags, 0])


def _enter(entry):
    fd = 3
    while fd in _open_files:
        fd += 1
    _open_files[fd] = entry
    return fd


def close(fd, /):
    if 0 <= fd <= 2:
        return
    entry = _entry(fd)
    del _open_files[fd]
    _inherited.discard(fd)
    if isinstance(entry[0], _Pipe) and all(other is not entry for other in _open_files.values()):
        entry[0].end(entry[1])


def closerange(low, high, /):
    for fd in list(_open_files):
        if low <= fd < high:
            close(fd)


def dup(fd, /):
    return _enter(_entry(fd))


def dup2(fd, fd2, inheritable=True):
    entry = _entry(fd)
    if fd2 < 0:
        raise OSError(9, "Bad file descriptor")
    if fd != fd2:
        if fd2 in _open_files:
            close(fd2)
        _open_files[fd2] = entry
        if inheritable:
            _inherited.add(fd2)
    return fd2


def _has_input(fd):
    entry = _open_files.get(fd)
    if entry is None:
        return False
    return not isinstance(entry[0], _Pipe) or entry[1] & 3 == O_RDONLY and bool(entry[0].data or not entry[0].writes)


def _has_room(fd):
    entry = _open_files.get(fd)
    if entry is None:
        return False
    if isinstance(entry[0], _Pipe):
        return entry[1] & 3 != O_RDONLY and (not entry[0].reads or len(entry[0].data) < entry[0].ROOM)
    return True


def pipe():
    both = _Pipe()
    return _enter([both, O_RDONLY, 0]), _enter([both, O_WRONLY, 0])


def pipe2(flags, /):
    both = _Pipe()
    return _enter([both, O_RDONLY | flags & O_NONBLOCK, 0]), _enter([both, O_WRONLY | flags & O_NONBLOCK, 0])


# Bytes of standard input that a call of `read` left.
_input = []


def read(fd, length, /):
    if length < 0:
        raise OSError(22, "Invalid argument")
    if fd == 0 and 0 not in _open_files:
        data = _input.pop() if _input else read_line().encode("utf-8", "surrogateescape")
        if len(data) > length:
            _input.append(data[length:])
        return data[:length]
    entry = _entry(fd)
    if entry[1] & 3 == O_WRONLY:
        raise OSError(9, "Bad file descriptor")
    if isinstance(entry[0], _Pipe):
        return entry[0].read(length, entry[1])
    if isinstance(entry[0], bytearray):
        data = bytes(entry[0][entry[2]:entry[2] + length])
    else:
        data = _file("read", entry[0], entry[2], length)
    entry[2] += len(data)
    return data


def write(fd, data, /):
    if not isinstance(data, (bytes, bytearray)):
        try:
            data = memoryview(data).tobytes()
        except TypeError:
            raise TypeError(f"a bytes-like object is required, not '{type(data).__name__}'") from None
    if fd in (1, 2) and fd not in _open_files:
        _write_stream(fd, bytes(data).decode("utf-8", "backslashreplace"))
        return len(data)
    entry = _entry(fd)
    if entry[1] & 3 == O_RDONLY:
        raise OSError(9, "Bad file descriptor")
    if isinstance(entry[0], _Pipe):
        return entry[0].write(data, entry[1])
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
    if 0 <= fd <= 2 and fd not in _open_files:
        raise OSError(29, "Illegal seek")
    entry = _entry(fd)
    if isinstance(entry[0], _Pipe):
        raise OSError(29, "Illegal seek")
    if how == 1:
        position += entry[2]
    elif how == 2:
        position += fstat(fd).st_size
    elif how != 0:
        raise OSError(22, "Invalid argument")
    if position < 0:
        raise OSError(22, "Invalid argument")
    entry[2] = position
    return position


def fstat(fd):
    if 0 <= fd <= 2 and fd not in _open_files:
        return _stat_of((0o020620, fd, 0, 1, 1000, 5, 0, 0, 0, 0))
    entry = _entry(fd)
    if isinstance(entry[0], _Pipe):
        return _stat_of((0o010600, fd, 1, 1, 1000, 1000, 0, 0, 0, 0))
    if isinstance(entry[0], bytearray):
        return _stat_of((0o100600, fd, 1, 0, 1000, 1000, len(entry[0]), 0, 0, 0))
    return _stat_of(_file("stat", entry[0]))


def ftruncate(fd, length, /):
    entry = _entry(fd)
    if length < 0 or entry[1] & 3 == O_RDONLY or isinstance(entry[0], _Pipe):
        raise OSError(22, "Invalid argument")
    if isinstance(entry[0], bytearray):
        del entry[0][length:]
        entry[0] += bytes(length - len(entry[0]))
    else:
        _file("truncate", entry[0], length)


def truncate(path, length):
    if isinstance(path, int):
        return ftruncate(path, length)
    _named("truncate", path, length)


def _number(fd):
    """The number of an open file, or of what has one."""
    if not isinstance(fd, int):
        method = getattr(type(fd), "fileno", None)
        if method is None:
            raise TypeError("argument must be an int, or have a fileno() method.")
        fd = method(fd)
        if not isinstance(fd, int):
            raise TypeError("fileno() returned a non-integer")
    if fd < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({fd})")
    if fd > 2:
        _entry(fd)
    return fd


def fsync(fd):
    if fd.__class__ is int and fd < 0:
        raise OSError(9, "Bad file descriptor")
    _number(fd)


fdatasync = fsync


def isatty(fd, /):
    return False


# The numbers that a process started by this one would have too.
_inherited = set()


def set_inheritable(fd, inheritable, /):
    _known(fd)
    (_inherited.add if inheritable else _inherited.discard)(fd)


def get_inheritable(fd, /):
    _known(fd)
    return fd in _inherited or 0 <= fd <= 2


def _known(fd):
    return None if 0 <= fd <= 2 else _entry(fd)


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


for _name in ("fork", "execv", "execve", "posix_spawn", "posix_spawnp", "system", "killpg", "wait",
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
    entry = _known(fd)
    return entry is None or not entry[1] & O_NONBLOCK


def set_blocking(fd, blocking, /):
    entry = _known(fd)
    if entry is not None:
        entry[1] = entry[1] & ~O_NONBLOCK if blocking else entry[1] | O_NONBLOCK


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
