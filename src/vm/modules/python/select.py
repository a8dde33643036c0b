"""Waiting for files: nothing ever happens outside, so a wait is a sleep."""
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
        lambda: [(fd, EPOLLIN) for fd, events in registered.items() if events & EPOLLIN and fd in _readable], timeout)


class poll:
    def __init__(self):
        self._fds = {}

    def register(self, fd, eventmask=POLLIN | POLLOUT, /):
        self._fds[fd if isinstance(fd, int) else fd.fileno()] = eventmask

    def modify(self, fd, eventmask, /):
        self._fds[fd if isinstance(fd, int) else fd.fileno()] = eventmask

    def unregister(self, fd, /):
        del self._fds[fd if isinstance(fd, int) else fd.fileno()]

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
    def number(o):
        return o if isinstance(o, int) else o.fileno()
    if wlist:
        timeout = 0
    elif not rlist:
        _sleep(timeout or 0)
        return [], [], []
    return _until(lambda: [o for o in rlist if number(o) in _readable], timeout), list(wlist), []
