"""Warnings: which are shown, and how they reach `warnings` when that is loaded."""
import sys

filters = [
    ("default", None, DeprecationWarning, "__main__", 0),
    ("ignore", None, DeprecationWarning, None, 0),
    ("ignore", None, PendingDeprecationWarning, None, 0),
    ("ignore", None, ImportWarning, None, 0),
    ("ignore", None, ResourceWarning, None, 0),
]
_defaultaction = "default"
_onceregistry = {}
_version = 0


def _filters_mutated():
    global _version
    _version += 1


_filters_mutated_lock_held = _filters_mutated


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    if isinstance(message, Warning):
        category = message.__class__
    elif category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    if skip_file_prefixes and not isinstance(skip_file_prefixes, tuple):
        raise TypeError("skip_file_prefixes must be a tuple of strs")
    if skip_file_prefixes and stacklevel < 2:
        stacklevel = 2
    try:
        frame = sys._getframe(1)
        if skip_file_prefixes:
            while frame is not None and frame.f_code.co_filename.startswith(skip_file_prefixes):
                frame = frame.f_back
        for _ in range(stacklevel - 1):
            frame = frame.f_back
            while frame is not None and "importlib" in frame.f_code.co_filename and \
                    "_bootstrap" in frame.f_code.co_filename:
                frame = frame.f_back
            if frame is None:
                raise ValueError
    except ValueError:
        globals, filename, lineno = sys.__dict__, "<sys>", 0
    else:
        globals, filename, lineno = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    module = globals.get("__name__", "<string>")
    registry = globals.setdefault("__warningregistry__", {})
    warn_explicit(message, category, filename, lineno, module, registry, globals, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    lineno = int(lineno)
    if module is None:
        module = filename or "<unknown>"
        if module[-3:].lower() == ".py":
            module = module[:-3]
    if registry is None:
        registry = {}
    if registry.get("version", 0) != _version:
        registry.clear()
        registry["version"] = _version
    if isinstance(message, Warning):
        text = str(message)
        category = message.__class__
    else:
        text = message
        message = category(message)
    key = (text, category, lineno)
    if registry.get(key):
        return
    loaded = sys.modules.get("warnings")
    active = loaded.filters if loaded is not None else filters
    for action, pattern, kind, mod, line in active:
        if (pattern is None or _matches(pattern, text)) and issubclass(category, kind) and \
                (mod is None or _matches(mod, module)) and (line == 0 or lineno == line):
            break
    else:
        action = loaded.defaultaction if loaded is not None else _defaultaction
    if action == "ignore":
        return
    if action == "error":
        raise message
    if action == "once":
        registry[key] = 1
        if _onceregistry.get((text, category)):
            return
        _onceregistry[text, category] = 1
    elif action in ("always", "all"):
        pass
    elif action == "module":
        registry[key] = 1
        if registry.get((text, category, 0)):
            return
        registry[text, category, 0] = 1
    elif action == "default":
        registry[key] = 1
    else:
        raise RuntimeError(f"Unrecognized action ({action!r}) in warnings.filters:\n {active[0]}")
    if loaded is None:
        import warnings as loaded
    loaded._showwarnmsg(loaded.WarningMessage(message, category, filename, lineno, source=source))


def _matches(pattern, text):
    if isinstance(pattern, str):
        return pattern == text
    return pattern.match(text) is not None


_release_lock = _acquire_lock = lambda: None
