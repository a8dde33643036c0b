"""`ThreadPoolExecutor` where threads run one after the other: a call is made when it is submitted."""
from concurrent.futures import _base
import itertools
import os
import threading
import types


class BrokenThreadPool(_base.BrokenExecutor):
    """Raised when an initializer of a pool's threads failed."""


class ThreadPoolExecutor(_base.Executor):
    _counter = itertools.count().__next__

    def __init__(self, max_workers=None, thread_name_prefix="", initializer=None, initargs=()):
        if max_workers is None:
            max_workers = min(32, (os.process_cpu_count() or 1) + 4)
        if max_workers <= 0:
            raise ValueError("max_workers must be greater than 0")
        if initializer is not None and not callable(initializer):
            raise TypeError("initializer must be a callable")
        self._max_workers = max_workers
        self._thread_name_prefix = thread_name_prefix or f"ThreadPoolExecutor-{self._counter()}"
        self._initializer, self._initargs = initializer, initargs
        self._broken = False
        self._shutdown = False
        self._submitted = 0
        self._threads = set()

    def submit(self, fn, /, *args, **kwargs):
        if self._broken:
            raise BrokenThreadPool(self._broken)
        if self._shutdown:
            raise RuntimeError("cannot schedule new futures after shutdown")
        future = _base.Future()
        number = self._submitted % self._max_workers
        fresh = self._submitted < self._max_workers
        self._submitted += 1
        thread = threading.Thread(target=self._run, args=(future, fresh, fn, args, kwargs),
                                  name=f"{self._thread_name_prefix}_{number}")
        thread.start()
        return future

    submit.__doc__ = _base.Executor.submit.__doc__

    def _run(self, future, fresh, fn, args, kwargs):
        if fresh and self._initializer is not None:
            try:
                self._initializer(*self._initargs)
            except BaseException:
                _base.LOGGER.critical("Exception in initializer:", exc_info=True)
                self._broken = ("A thread initializer failed, the thread pool is not usable anymore")
                future.set_exception(BrokenThreadPool(self._broken))
                return
        if not future.set_running_or_notify_cancel():
            return
        try:
            result = fn(*args, **kwargs)
        except BaseException as exception:
            future.set_exception(exception)
        else:
            future.set_result(result)

    def shutdown(self, wait=True, *, cancel_futures=False):
        self._shutdown = True

    shutdown.__doc__ = _base.Executor.shutdown.__doc__
    __class_getitem__ = classmethod(types.GenericAlias)
