"""Signals: names, numbers and handlers. The only signals are those that a program sends to itself."""
from _pylens import clock as _clock
from _pylens_pipes import before as _before
from _pylens_thread import current as _thread
import sys as _sys

for _number, _name in enumerate(
    "SIGHUP SIGINT SIGQUIT SIGILL SIGTRAP SIGABRT SIGBUS SIGFPE SIGKILL SIGUSR1 SIGSEGV SIGUSR2 SIGPIPE SIGALRM "
    "SIGTERM SIGSTKFLT SIGCHLD SIGCONT SIGSTOP SIGTSTP SIGTTIN SIGTTOU SIGURG SIGXCPU SIGXFSZ SIGVTALRM SIGPROF "
    "SIGWINCH SIGIO SIGPWR SIGSYS".split(), 1):
    globals()[_name] = _number
del _number, _name
SIGPOLL = SIGIO
SIGCLD = SIGCHLD
SIGRTMIN = 34
SIGRTMAX = 64
NSIG = 65
SIG_DFL = 0
SIG_IGN = 1
SIG_BLOCK = 0
SIG_UNBLOCK = 1
SIG_SETMASK = 2
ITIMER_REAL = 0
ITIMER_VIRTUAL = 1
ITIMER_PROF = 2


class ItimerError(OSError):
    pass


class _Builtin:
    """Called as a function, but no method where a class has it."""
    __slots__ = ()
    __name__ = __qualname__ = "default_int_handler"

    def __call__(self, signalnum, frame, /):
        raise KeyboardInterrupt

    def __repr__(self):
        return "<built-in function default_int_handler>"


default_int_handler = _Builtin()


_handlers = {number: SIG_DFL for number in range(1, NSIG)}
_handlers[SIGINT] = default_int_handler
_handlers[SIGPIPE] = SIG_IGN


def _check(signalnum):
    if not 1 <= signalnum < NSIG:
        raise ValueError("signal number out of range")


def signal(signalnum, handler, /):
    if _thread() != 1:
        raise ValueError("signal only works in main thread of the main interpreter")
    _check(signalnum)
    if handler not in (SIG_DFL, SIG_IGN) and not callable(handler):
        raise TypeError("signal handler must be signal.SIG_IGN, signal.SIG_DFL, or a callable object")
    before = _handlers[signalnum]
    _handlers[signalnum] = handler
    return before


def getsignal(signalnum, /):
    _check(signalnum)
    return _handlers[signalnum]


def raise_signal(signalnum, /):
    _check(signalnum)
    handler = _handlers[signalnum]
    if handler == SIG_IGN:
        return
    if handler == SIG_DFL:
        raise SystemExit(128 + signalnum)
    handler(signalnum, _sys._getframe(1))


# When the alarm goes off, in nanoseconds. It is heard where a program reads from a pipe or writes to one.
_alarm_at = None


def alarm(seconds, /):
    global _alarm_at
    now = _clock()
    left = 0 if _alarm_at is None else max(1, -(-(_alarm_at - now) // 1_000_000_000))
    _alarm_at = now + seconds * 1_000_000_000 if seconds else None
    if _look not in _before:
        _before.append(_look)
    return left


def _look():
    global _alarm_at
    if _alarm_at is not None and _clock() >= _alarm_at:
        _alarm_at = None
        raise_signal(SIGALRM)


def setitimer(which, seconds, interval=0.0, /):
    return (0.0, 0.0)


def getitimer(which, /):
    return (0.0, 0.0)


def pause():
    pass


def set_wakeup_fd(fd, /, *, warn_on_full_buffer=True):
    return -1


def siginterrupt(signalnum, flag, /):
    pass


def strsignal(signalnum, /):
    return {1: "Hangup", 2: "Interrupt", 6: "Aborted", 9: "Killed", 11: "Segmentation fault", 13: "Broken pipe",
            14: "Alarm clock", 15: "Terminated"}.get(signalnum)


def valid_signals():
    return set(range(1, 32)) | set(range(34, 65))


def pthread_sigmask(how, mask, /):
    return set()
