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


_UNSET = object()


def _attribute(name, default=_UNSET):
    """What the module `warnings` has under a name, if it is loaded; programs change it."""
    return getattr(sys.modules.get("warnings"), name, default)


def _is_internal(filename):
    return "importlib" in filename and "_bootstrap" in filename


def _outer(frame, prefixes):
    while True:
        frame = frame.f_back
        if frame is None:
            return None
        filename = frame.f_code.co_filename
        if not (_is_internal(filename) or prefixes and filename.startswith(prefixes)):
            return frame


def warn(message, category=None, stacklevel=1, source=None, *, skip_file_prefixes=()):
    if not isinstance(skip_file_prefixes, tuple):
        raise TypeError(f"warn() argument 'skip_file_prefixes' must be tuple, not {type(skip_file_prefixes).__name__}")
    for prefix in skip_file_prefixes:
        if not isinstance(prefix, str):
            raise TypeError(f"Found non-str '{type(prefix).__name__}' in skip_file_prefixes.")
    if skip_file_prefixes and stacklevel < 2:
        stacklevel = 2
    if isinstance(message, Warning):
        category = type(message)
    elif category is None:
        category = UserWarning
    if not (isinstance(category, type) and issubclass(category, Warning)):
        raise TypeError(f"category must be a Warning subclass, not '{type(category).__name__}'")
    try:
        frame = sys._getframe(1)
    except ValueError:
        # At the end of the program nobody calls.
        frame = None
    plain = stacklevel <= 0 or frame is not None and _is_internal(frame.f_code.co_filename)
    while stacklevel > 1 and frame is not None:
        stacklevel -= 1
        frame = frame.f_back if plain else _outer(frame, skip_file_prefixes)
    if frame is None:
        globals, filename, lineno = sys.__dict__, "<sys>", 0
    else:
        globals, filename, lineno = frame.f_globals, frame.f_code.co_filename, frame.f_lineno
    module = globals.get("__name__")
    if not isinstance(module, str):
        module = "<string>"
    registry = globals.setdefault("__warningregistry__", {})
    _explicit(category, message, filename, lineno, module, registry, None, source)


def warn_explicit(message, category, filename, lineno, module=None, registry=None, module_globals=None, source=None):
    if not isinstance(filename, str):
        raise TypeError(f"warn_explicit() argument 'filename' must be str, not {type(filename).__name__}")
    lineno = lineno.__index__()
    line = None
    if module_globals is not None:
        if not isinstance(module_globals, dict):
            raise TypeError(f"module_globals must be a dict, not '{type(module_globals).__name__}'")
        line = _source_line(module_globals, lineno)
    _explicit(category, message, filename, lineno, module, registry, line, source)


def _source_line(globals, lineno):
    from importlib import _bootstrap_external
    loader = _bootstrap_external._bless_my_loader(globals)
    if loader is None or "__name__" not in globals or not hasattr(loader, "get_source"):
        return None
    text = loader.get_source(globals["__name__"])
    return None if text is None else str.splitlines(text)[lineno - 1]


def _already_warned(registry, key, enter):
    version = registry.get("version")
    if not isinstance(version, int) or version != _version:
        registry.clear()
        registry["version"] = _version
    elif registry.get(key):
        return True
    if enter:
        registry[key] = True
    return False


def _action(category, text, lineno, module):
    global filters, _defaultaction
    filters = _attribute("filters", filters)
    if not isinstance(filters, list):
        raise ValueError("_warnings.filters must be a list")
    for at, item in enumerate(filters):
        if not (isinstance(item, tuple) and len(item) == 5):
            raise ValueError(f"_warnings.filters item {at} isn't a 5-tuple")
        action, pattern, kind, place, line = item
        if not isinstance(action, str):
            raise TypeError(f"action must be a string, not '{type(action).__name__}'")
        if _matches(pattern, text) and issubclass(category, kind) and _matches(place, module) and line in (0, lineno):
            return action, item
    _defaultaction = _attribute("defaultaction", _defaultaction)
    if not isinstance(_defaultaction, str):
        raise TypeError(f"_warnings.defaultaction must be a string, not '{type(_defaultaction).__name__}'")
    return _defaultaction, None


def _matches(pattern, text):
    if pattern is None:
        return True
    return pattern == text if type(pattern) is str else bool(pattern.match(text))


def _explicit(category, message, filename, lineno, module, registry, line, source):
    if registry is not None and not isinstance(registry, dict):
        raise TypeError("'registry' must be a dict or None")
    if module is None:
        module = filename or "<unknown>"
        if module[-3:].lower() == ".py":
            module = module[:-3]
    if isinstance(message, Warning):
        text, category = str(message), type(message)
    else:
        text, message = message, category(message)
    key = (text, category, lineno)
    if registry is not None and _already_warned(registry, key, False):
        return
    action, item = _action(category, text, lineno, module)
    if action == "error":
        raise message
    if action == "ignore":
        return
    if action not in ("always", "all"):
        if registry is not None:
            registry[key] = True
        if action == "once":
            if registry is None:
                registry = _attribute("onceregistry", _onceregistry)
                if not isinstance(registry, dict):
                    raise TypeError(f"_warnings.onceregistry must be a dict, not '{type(registry).__name__}'")
            if _already_warned(registry, (text, category), True):
                return
        elif action == "module":
            if registry is not None and _already_warned(registry, (text, category), True):
                return
        elif action != "default":
            raise RuntimeError(f"Unrecognized action ({action!r}) in warnings.filters:\n {item!r}")
    if "warnings" not in sys.modules:
        import warnings
    show = _attribute("_showwarnmsg")
    if show is _UNSET:
        _show(category, text, filename, lineno, line)
        return
    if not callable(show):
        raise TypeError("warnings._showwarnmsg() must be set to a callable")
    made = _attribute("WarningMessage")
    if made is _UNSET:
        raise RuntimeError("unable to get warnings.WarningMessage")
    show(made(message, category, filename, lineno, None, None, source))


def _show(category, text, filename, lineno, line):
    if sys.stderr is None:
        return
    if line is None:
        import linecache
        line = linecache.getline(filename, lineno)
    sys.stderr.write(f"{filename}:{lineno}: {category.__name__}: {text}\n")
    if line and line.strip():
        sys.stderr.write(f"  {line.strip()}\n")


_release_lock = _acquire_lock = lambda: None
