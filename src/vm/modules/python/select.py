"""Waiting for files: nothing ever happens outside, so a wait is a sleep."""
from time import sleep as _sleep

error = OSError
EPOLLIN, EPOLLPRI, EPOLLOUT, EPOLLERR, EPOLLHUP, EPOLLEXCLUSIVE = 1, 2, 4, 8, 16, 1 << 28
POLLIN, POLLPRI, POLLOUT, POLLERR, POLLHUP, POLLNVAL = 1, 2, 4, 8, 16, 32
EPOLL_CLOEXEC = 0x80000
_readable = set()


def _wait(registered, timeout):
    ready = [(fd, EPOLLIN) for fd, events in registered.items() if events & EPOLLIN and fd in _readable]
    if not ready:
        if timeout is None or timeout < 0:
            raise RuntimeError("the program waits for something that cannot happen in pylens")
        if timeout:
            _sleep(timeout)
    return ready


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
    ready = [o for o in rlist if number(o) in _readable]
    if ready or wlist:
        return ready, list(wlist), []
    if timeout:
        _sleep(timeout)
    return [], [], []
