"""Threads without concurrency, so that every run is the same run.

A thread runs when it is started, up to its end or to the first lock that it cannot get. Such a thread is parked: it
begins anew when another one waits for a lock, which suits workers that take their work from a queue in a loop.
"""
from _pylens_time import sleep as _sleep

error = RuntimeError
TIMEOUT_MAX = 9223372036.0
_current = 1
_last = 1
_running = 0
_interrupt = None


class _Parked(BaseException):
    """Ends a thread that has to wait."""


_parked = []


def _wait(is_free):
    """Lets parked threads work until the lock is free."""
    if _current != 1:
        raise _Parked
    tried = []
    while not is_free():
        for entry in _parked:
            if entry not in tried:
                break
        else:
            raise RuntimeError("deadlock: no other thread is left that could release this lock")
        tried.append(entry)
        _parked.remove(entry)
        _run(*entry)
        if is_free():
            return


class lock:
    __slots__ = ("_locked", "__weakref__")

    def __new__(cls):
        self = object.__new__(cls)
        self._locked = False
        return self

    def acquire(self, blocking=True, timeout=-1):
        if not blocking and timeout != -1:
            raise ValueError("can't specify a timeout for a non-blocking call")
        if timeout != -1 and timeout < 0:
            raise ValueError("timeout value must be a non-negative number")
        if self._locked:
            if not blocking:
                return False
            if timeout != -1:
                if _parked and _current == 1:
                    try:
                        _wait(lambda: not self._locked)
                    except RuntimeError:
                        pass
                if self._locked:
                    _sleep(timeout)
                    return False
            else:
                _wait(lambda: not self._locked)
        self._locked = True
        return True

    def release(self):
        if not self._locked:
            raise RuntimeError("release unlocked lock")
        self._locked = False

    def locked(self):
        return self._locked

    acquire_lock = acquire
    release_lock = release
    locked_lock = locked

    def _at_fork_reinit(self):
        self._locked = False

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        self.release()

    def __repr__(self):
        state = "locked" if self._locked else "unlocked"
        return f"<{state} _thread.lock object at {id(self):#x}>"


LockType = lock


def allocate_lock():
    return lock()


allocate = allocate_lock


class RLock:
    __slots__ = ("_owner", "_depth", "__weakref__")

    def __new__(cls):
        self = object.__new__(cls)
        self._owner = 0
        self._depth = 0
        return self

    def acquire(self, blocking=True, timeout=-1):
        if self._depth and self._owner != _current:
            if not blocking or timeout != -1:
                return False
            _wait(lambda: not self._depth)
        self._owner = _current
        self._depth += 1
        return True

    def release(self):
        if not self._depth or self._owner != _current:
            raise RuntimeError("cannot release un-acquired lock")
        self._depth -= 1
        if not self._depth:
            self._owner = 0

    def __enter__(self):
        return self.acquire()

    def __exit__(self, *args):
        self.release()

    def locked(self):
        return self._depth > 0

    def _is_owned(self):
        return self._depth > 0 and self._owner == _current

    def _recursion_count(self):
        return self._depth if self._owner == _current else 0

    def _release_save(self):
        if not self._depth:
            raise RuntimeError("cannot release un-acquired lock")
        state = (self._depth, self._owner)
        self._depth = 0
        self._owner = 0
        return state

    def _acquire_restore(self, state):
        self._depth, self._owner = state

    def _at_fork_reinit(self):
        self._depth = 0
        self._owner = 0

    def __repr__(self):
        state = "locked" if self._depth else "unlocked"
        return (f"<{state} {type(self).__module__}.{type(self).__qualname__} object owner={self._owner} "
                f"count={self._depth} at {id(self):#x}>")


class _ThreadHandle:
    def __init__(self):
        self.ident = None
        self._done = False
        self._parked = False

    def join(self, timeout=None):
        if not self._done:
            for entry in list(_parked):
                if entry[3] is self:
                    _parked.remove(entry)
                    _run(*entry)

    def is_done(self):
        return self._done

    def _set_done(self):
        self._done = True

    def __repr__(self):
        return f"<_ThreadHandle object: ident={self.ident}>"


def _make_thread_handle(ident):
    handle = _ThreadHandle()
    handle.ident = ident
    return handle


def _get_main_thread_ident():
    return 1


def _is_main_interpreter():
    return True


def _shutdown():
    pass


def daemon_threads_allowed():
    return True


def _run(function, args, kwargs, handle):
    global _current, _last, _running
    if handle.ident is None:
        _last += 1
        handle.ident = _last
    before, _current = _current, handle.ident
    _running += 1
    done = True
    # A thread of `threading` that begins anew stands where it stood before its first beginning.
    thread = getattr(function, "__self__", None)
    limbo = getattr(getattr(function, "__func__", function), "__globals__", {}).get("_limbo")
    if limbo is not None and thread is not None:
        if handle._parked:
            limbo[thread] = thread
            thread.__dict__.update(handle._work)
        else:
            own = thread.__dict__
            handle._work = {name: own[name] for name in ("_target", "_args", "_kwargs") if name in own}
    handle._parked = False
    try:
        function(*args, **kwargs)
        done = not handle._parked
        if not done:
            _parked.append((function, args, kwargs, handle))
    except SystemExit:
        pass
    except _Parked:
        done = False
        handle._parked = True
        _parked.append((function, args, kwargs, handle))
    except BaseException as exception:
        import sys
        sys.stderr.write(f"Exception ignored in thread started by: {function!r}\n")
        sys.excepthook(type(exception), exception, exception.__traceback__)
    finally:
        handle._done = done
        ident, _current = _current, before
        _running -= 1
        if done:
            for table in _locals:
                table.pop(ident, None)
    return handle.ident


def start_new_thread(function, args, kwargs={}, /):
    if not callable(function):
        raise TypeError("first arg must be callable")
    if not isinstance(args, tuple):
        raise TypeError("2nd arg must be a tuple")
    if not isinstance(kwargs, dict):
        raise TypeError("optional 3rd arg must be a dictionary")
    return _run(function, args, kwargs, _ThreadHandle())


start_new = start_new_thread


def start_joinable_thread(function, handle=None, daemon=True):
    handle = handle or _ThreadHandle()
    _run(function, (), {}, handle)
    return handle


def get_ident():
    return _current


def get_native_id():
    return _current


def _count_threads():
    return _running


_count = _count_threads


def interrupt_main(signum=2, /):
    raise KeyboardInterrupt


def exit():
    raise SystemExit


exit_thread = exit


def stack_size(size=0, /):
    return 0


def set_name(name):
    pass


class _ExceptHookArgs(tuple):
    def __new__(cls, fields):
        return tuple.__new__(cls, fields)

    exc_type = property(lambda self: self[0])
    exc_value = property(lambda self: self[1])
    exc_traceback = property(lambda self: self[2])
    thread = property(lambda self: self[3])


def _excepthook(args, /):
    if args.exc_type is SystemExit:
        return
    if args.exc_type is _Parked:
        args.thread._handle._parked = True
        return
    import sys
    name = args.thread.name if args.thread is not None else get_ident()
    sys.stderr.write(f"Exception in thread {name}:\n")
    sys.excepthook(args.exc_type, args.exc_value, args.exc_traceback)


_locals = []


class _local:
    def __new__(cls, /, *args, **kwargs):
        if (args or kwargs) and cls.__init__ is object.__init__:
            raise TypeError("Initialization arguments are not supported")
        self = object.__new__(cls)
        table = {}
        object.__setattr__(self, "_local__table", table)
        object.__setattr__(self, "_local__args", (args, kwargs))
        _locals.append(table)
        table[_current] = {}
        return self

    def __getattribute__(self, name):
        table = object.__getattribute__(self, "_local__table")
        own = table.get(_current)
        if own is None:
            own = table[_current] = {}
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
