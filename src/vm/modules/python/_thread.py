"""Threads and locks. Which thread runs is the machine's to say (`_pylens_thread`); a lock that is taken makes a thread wait."""
from _pylens_thread import clock as _clock, current as get_ident, wait as _wait, notify as _notify
from _pylens_thread import count as _running, exit as _end, interrupt as _interrupt, start as _start, unraisable as _unraisable

error = RuntimeError
TIMEOUT_MAX = 9223372036.0
_ALL = 1 << 30


def _moment(timeout):
    """The moment up to which to wait; None for ever."""
    if timeout is None or timeout == -1:
        return None
    return _clock() + int(timeout * 1e9)


def _check(blocking, timeout):
    if timeout == -1:
        return
    if not blocking:
        raise ValueError("can't specify a timeout for a non-blocking call")
    if timeout < 0:
        raise ValueError("timeout value must be a non-negative number")
    if timeout > TIMEOUT_MAX:
        raise OverflowError("timeout value is too large")


class lock:
    __slots__ = ("_locked", "__weakref__")

    def __new__(cls):
        self = object.__new__(cls)
        self._locked = False
        return self

    def __reduce_ex__(self, protocol, /):
        raise TypeError("cannot pickle '_thread.lock' object")

    def __init_subclass__(cls):
        raise TypeError("type '_thread.lock' is not an acceptable base type")

    def acquire(self, blocking=True, timeout=-1):
        _check(blocking, timeout)
        if self._locked:
            if not blocking:
                return False
            until = _moment(timeout)
            while self._locked:
                if until is not None and _clock() >= until:
                    return False
                _wait(self, until)
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False
        _notify(self, 1)

    def locked(self):
        return self._locked

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self):
        self._locked = False

    def __enter__(self):
        return self.acquire()

    def __exit__(self, type, value, traceback, /):
        self.release()

    def __repr__(self):
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


LockType = allocate_lock = allocate = lock


class RLock:
    __slots__ = ("_owner", "_depth", "__weakref__")

    def __new__(cls, *args, **kwargs):
        self = object.__new__(cls)
        self._owner = 0
        self._depth = 0
        return self

    def __reduce_ex__(self, protocol, /):
        raise TypeError("cannot pickle '_thread.RLock' object")

    def acquire(self, blocking=True, timeout=-1):
        _check(blocking, timeout)
        me = get_ident()
        if self._depth and self._owner != me:
            if not blocking:
                return False
            until = _moment(timeout)
            while self._depth:
                if until is not None and _clock() >= until:
                    return False
                _wait(self, until)
        self._owner = me
        self._depth += 1
        return True

    def release(self):
        if not self._depth or self._owner != get_ident():
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1
        if not self._depth:
            self._owner = 0
            _notify(self, 1)

    def __enter__(self):
        return self.acquire()

    def __exit__(self, type, value, traceback, /):
        self.release()

    def locked(self):
        return self._depth > 0

    def _is_owned(self):
        return self._depth > 0 and self._owner == get_ident()

    def _recursion_count(self):
        return self._depth if self._owner == get_ident() else 0

    def _release_save(self):
        if not self._depth:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._depth, self._owner)
        self._depth = 0
        self._owner = 0
        _notify(self, 1)
        return state

    def _acquire_restore(self, state, /):
        while self._depth:
            _wait(self, None)
        self._depth, self._owner = state

    def _at_fork_reinit(self):
        self._depth = 0
        self._owner = 0

    def __repr__(self):
        state = "locked" if self._depth else "unlocked"
        return (f"<{state} {type(self).__module__}.{type(self).__qualname__} object owner={self._owner} "
                f"count={self._depth} at {id(self):#x}>")


class _ThreadHandle:
    __slots__ = ("ident", "_state", "_joining", "__weakref__")

    def __init__(self):
        self.ident = 0
        self._state = "not started"

    def join(self, timeout=None, /):
        if self._state == "not started":
            raise RuntimeError("thread not started")
        if self._state != "done" and self.ident == get_ident():
            raise RuntimeError("Cannot join current thread")
        until = _moment(timeout) if timeout is None or timeout >= 0 else None
        while self._state != "done":
            if until is not None and _clock() >= until:
                return
            _wait(self, until)

    def is_done(self):
        return self._state == "done"

    def _set_done(self):
        if self._state == "not started":
            raise RuntimeError("thread not started")
        self._state = "done"
        _joinable.pop(self, None)
        _notify(self, _ALL)

    def __repr__(self):
        return f"<_ThreadHandle object: ident={self.ident}>"


# Threads that the end of the program waits for, oldest first.
_joinable = {}
# Dicts by thread, which lose their entry when the thread ends.
_tables = []


def _make_thread_handle(ident, /):
    handle = _ThreadHandle()
    handle.ident, handle._state = ident, "running"
    return handle


def _get_main_thread_ident():
    return 1


def _is_main_interpreter():
    return True


def _shutdown():
    me = get_ident()
    while True:
        for handle in _joinable:
            if handle.ident != me:
                break
        else:
            return
        handle.join()


def daemon_threads_allowed():
    return True


def _launch(function, args, kwargs, handle):
    def boot():
        try:
            function(*args, **kwargs)
        except SystemExit:
            pass
        except BaseException as exception:
            _unraisable(exception, f"Exception ignored in thread started by {function!r}")
        for table in _tables:
            table.pop(handle.ident, None)
        handle._set_done()
        _end()

    handle._state = "starting"
    handle.ident = _start(boot)
    handle._state = "running"
    return handle.ident


def start_new_thread(function, args, kwargs={}, /):
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")
    return _launch(function, args, kwargs, _ThreadHandle())


start_new = start_new_thread


def start_joinable_thread(function, handle=None, daemon=True):
    if not callable(function):
        raise TypeError("thread function must be callable")
    if handle is None:
        handle = _ThreadHandle()
    elif not isinstance(handle, _ThreadHandle):
        raise TypeError("'handle' must be a _ThreadHandle")
    if handle._state != "not started":
        raise RuntimeError("thread already started")
    _launch(function, (), {}, handle)
    if not daemon:
        _joinable[handle] = None
    return handle


get_native_id = get_ident


def _count():
    return _running() - 1


def interrupt_main(signum=2, /):
    import _signal
    if not 1 <= signum <= 64:
        raise ValueError("signal number out of range")
    handler = _signal.getsignal(signum)
    if not callable(handler):
        return
    if get_ident() == 1:
        handler(signum, None)
    elif handler is _signal.default_int_handler:
        _interrupt()


def exit():
    raise SystemExit


exit_thread = exit
_stack_size = 0


def stack_size(size=0, /):
    global _stack_size
    if size < 0:
        raise ValueError("size must be 0 or a positive value")
    if 0 < size < 32768:
        raise ValueError(f"size not valid: {size} bytes")
    before, _stack_size = _stack_size, size
    return before


class _ExceptHookArgs(tuple):
    __slots__ = ()

    def __new__(cls, fields, /):
        return tuple.__new__(cls, fields)

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def _excepthook(args, /):
    if args.exc_type is SystemExit:
        return
    import sys
    stream = sys.stderr
    if stream is None:
        stream = getattr(args.thread, "_stderr", None)
        if stream is None:
            return
    name = args.thread.name if args.thread is not None else get_ident()
    stream.write(f"Exception in thread {name}:\n")
    sys.excepthook(args.exc_type, args.exc_value, args.exc_traceback)


class _local:
    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        table = {}
        object.__setattr__(self, "_local__table", table)
        object.__setattr__(self, "_local__args", (args, kwargs))
        _tables.append(table)
        table[get_ident()] = {}
        return self

    def __getattribute__(self, name):
        table = object.__getattribute__(self, "_local__table")
        own = table.get(get_ident())
        if own is None:
            own = table[get_ident()] = {}
            args, kwargs = object.__getattribute__(self, "_local__args")
            type(self).__init__(self, *args, **kwargs)
        if name == "__dict__":
            return own
        if name in own and not name.startswith("_local__"):
            return own[name]
        return object.__getattribute__(self, name)

    def __setattr__(self, name, value):
        if name == "__dict__":
            raise AttributeError(f"'{type(self).__name__}' object attribute '__dict__' is read-only")
        self.__dict__[name] = value

    def __delattr__(self, name):
        try:
            del self.__dict__[name]
        except KeyError:
            raise AttributeError(f"'{type(self).__name__}' object has no attribute '{name}'") from None
