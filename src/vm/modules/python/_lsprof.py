"""What `cProfile` measures with: a profile function that adds up times by code, as CPython's Profiler in C does."""
import sys
from _pylens import clock as _clock
from _pylens_structseq import structseq

profiler_entry = structseq("_lsprof", "profiler_entry", (
    "code", "callcount", "reccallcount", "totaltime", "inlinetime", "calls"), 6)
profiler_subentry = structseq("_lsprof", "profiler_subentry", (
    "code", "callcount", "reccallcount", "totaltime", "inlinetime"), 5)


_DISABLE = "<method 'disable' of '_lsprof.Profiler' objects>"


class _Entry:
    __slots__ = ("code", "calls", "again", "total", "inline", "depth", "callees")

    def __init__(self, code):
        self.code = code
        self.calls = self.again = self.depth = 0
        self.total = self.inline = 0
        self.callees = {}

    def add(self, total, inline):
        self.depth -= 1
        if self.depth:
            self.again += 1
        else:
            self.total += total
        self.inline += inline
        self.calls += 1


def _name(function):
    """How a builtin function is called in the list."""
    owner = getattr(function, "__self__", None)
    name = getattr(function, "__name__", "?")
    module = getattr(function, "__module__", None)
    if owner is not None and type(owner) is not type(sys):
        for kind in type(owner).__mro__:
            if name in vars(kind):
                return repr(vars(kind)[name])
    return f"<built-in method {module}.{name}>" if isinstance(module, str) else f"<built-in method {name}>"


class Profiler:
    def __init__(self, timer=None, timeunit=0.0, subcalls=True, builtins=True):
        self._timer, self._unit = timer, timeunit
        self._subcalls, self._builtins = subcalls, builtins
        self._entries = {}
        # Of each call that runs: its entry, the entry within that of its caller, when it began, what its callees took.
        self._running = []

    def _now(self):
        return _clock() if self._timer is None else self._timer()

    def _enter(self, key, code):
        entry = self._entries.get(key)
        if entry is None:
            entry = self._entries[key] = _Entry(code)
        entry.depth += 1
        inner = None
        if self._subcalls and self._running:
            callees = self._running[-1][0].callees
            inner = callees.get(key)
            if inner is None:
                inner = callees[key] = _Entry(code)
            inner.depth += 1
        self._running.append([entry, inner, self._now(), 0])

    def _leave(self):
        if not self._running:
            return
        entry, inner, began, below = self._running.pop()
        total = self._now() - began
        if self._running:
            self._running[-1][3] += total
        entry.add(total, total - below)
        if inner is not None:
            inner.add(total, total - below)

    def _event(self, frame, event, function):
        if event == "call":
            self._enter(frame.f_code, frame.f_code)
        elif event == "return":
            self._leave()
        elif self._builtins:
            if event == "c_call":
                name = _name(function)
                self._enter(name, name)
            else:
                self._leave()

    def enable(self, subcalls=True, builtins=True):
        if sys.getprofile() is not None:
            raise ValueError("Another profiling tool is already active")
        self._subcalls, self._builtins = bool(subcalls), bool(builtins)
        sys.setprofile(self._event)

    def disable(self):
        if self._builtins and sys.getprofile() is not None:
            # This call, too, is one of a builtin.
            self._enter(_DISABLE, _DISABLE)
        sys.setprofile(None)
        while self._running:
            self._leave()

    def clear(self):
        self._entries.clear()
        self._running.clear()

    def getstats(self):
        while self._running and sys.getprofile() is None:
            self._leave()
        factor = 1e-9 if self._timer is None else self._unit or 1.0
        out = []
        for entry in self._entries.values():
            if not entry.calls:
                continue
            calls = [profiler_subentry((callee.code, callee.calls, callee.again, callee.total * factor,
                                        callee.inline * factor))
                     for callee in entry.callees.values() if callee.calls]
            out.append(profiler_entry((entry.code, entry.calls, entry.again, entry.total * factor, entry.inline * factor,
                                       calls or None)))
        return out
