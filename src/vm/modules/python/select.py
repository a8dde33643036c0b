"""Waiting for files: nothing ever happens outside, so a wait is a sleep."""
import posix as _posix
from _pylens_thread import clock as _clock, count as _threads, notify as _notify, wait as _pause
from time import sleep as _sleep

error = OSError
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLEXCLUSIVE = 1, 2, 4, 8, 16, 1 << 28
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
EPOLL_CLOEXEC = 0x80000


class _Readable(set):
    """File numbers with something to read; who waits for one hears of it."""

    def add(self, fd):
        set.add(self, fd)
        _notify(self, 1 << 30)


_readable = _Readable()
# Who waits hears of what goes on in pipes, too.
_posix._listeners.append(lambda: _notify(_readable, 1 << 30))


def _happens(fd, events):
    """Which of the events are there."""
    found = EPOLLIN if events & EPOLLIN and (fd in _readable or _posix._has_input(fd)) else 0
    return found | (EPOLLOUT if events & EPOLLOUT and _posix._has_room(fd) else 0)


def _until(find, timeout):
    """What `find` finds, or finds at last while other threads run."""
    ready = find()
    if ready or timeout == 0:
        return ready
    if _threads() == 1:
        if timeout is None or timeout < 0:
            raise RuntimeError("the program waits for something that cannot happen in pylens")
        _sleep(timeout)
        return ready
    until = None if timeout is None or timeout < 0 else _clock() + int(timeout * 1e9)
    while not ready and (until is None or _clock() < until):
        _pause(_readable, until)
        ready = find()
    return ready


def _wait(registered, timeout):
    return _until(
        lambda: [(fd, found) for fd, events in registered.items() if (found := _happens(fd, events))], timeout)


def _number(o):
    """The number of a file, which may be given as the file."""
    if not isinstance(o, int):
        try:
            method = o.fileno
        except AttributeError:
            raise TypeError("argument must be an int, or have a fileno() method.") from None
        o = method()
        if not isinstance(o, int):
            raise TypeError("fileno() returned a non-integer")
    if o < 0:
        raise ValueError(f"file descriptor cannot be a negative integer ({o:d})")
    return o


class poll:
    def __init__(self):
        self._fds = {}

    def register(self, fd, eventmask=POLLIN | POLLOUT, /):
        self._fds[_number(fd)] = eventmask

    def modify(self, fd, eventmask, /):
        self._fds[_number(fd)] = eventmask

    def unregister(self, fd, /):
        del self._fds[_number(fd)]

    def poll(self, timeout=None, /):
        return _wait(self._fds, None if timeout is None else timeout / 1000)


class epoll(poll):
    closed = False

    def __init__(self, sizehint=-1, flags=0):
        super().__init__()

    def poll(self, timeout=None, maxevents=-1):
        return _wait(self._fds, timeout)

    def close(self):
        self.closed = True

    def fileno(self):
        return 3

    def __enter__(self):
        return self

    def __exit__(self, *args):
        self.close()


def select(rlist, wlist, xlist, timeout=None, /):
    if timeout is not None:
        if not hasattr(type(timeout), "__index__") and not hasattr(type(timeout), "__float__"):
            raise TypeError("timeout must be a float or None")
        if timeout < 0:
            raise ValueError("timeout must be non-negative")
    lists = []
    for files in (rlist, wlist, xlist):
        try:
            lists.append([(_number(o), o) for o in iter(files)])
        except TypeError:
            if hasattr(type(files), "__iter__") or hasattr(type(files), "__getitem__"):
                raise
            raise TypeError("arguments 1-3 must be sequences") from None
    reading, writing, _ = lists
    if not reading and not writing:
        _sleep(timeout or 0)
        return [], [], []

    def find():
        reads = [o for fd, o in reading if _happens(fd, EPOLLIN)]
        writes = [o for fd, o in writing if fd not in _posix._open_files or _posix._has_room(fd)]
        return (reads, writes) if reads or writes else ()
    reads, writes = _until(find, timeout) or ([], [])
    return reads, writes, []
