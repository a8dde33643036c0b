"""What `importlib` asks of the interpreter."""
from _pylens import builtin_names, native_module

check_hash_based_pycs = "default"
pyc_magic_number_token = 168627187


def lock_held():
    return False


def acquire_lock():
    pass


def release_lock():
    pass


def extension_suffixes():
    return []


def is_builtin(name, /):
    return 1 if name in builtin_names() else 0


# Of what CPython carries within itself as bytecode, the modules that nobody else needs; they come from the library.
_FROZEN = frozenset((
    "__hello__", "__hello_alias__", "__hello_only__", "__phello__", "__phello__.__init__", "__phello__.ham",
    "__phello__.ham.__init__", "__phello__.ham.eggs", "__phello__.spam", "__phello_alias__", "__phello_alias__.spam"))


def is_frozen(name, /):
    return name in _FROZEN


def is_frozen_package(name, /):
    raise ImportError(f"No such frozen object named {name}", name=name)


def find_frozen(name, /, *, withdata=False):
    return None


def get_frozen_object(name, data=None, /):
    raise ImportError(f"No such frozen object named {name}", name=name)


def init_frozen(name, /):
    return None


def create_builtin(spec, /):
    import sys
    name = spec.name
    if name in sys.modules:
        return sys.modules[name]
    return native_module(name)


def exec_builtin(mod, /):
    return 0


def exec_dynamic(mod, /):
    return 0


def create_dynamic(spec, file=None, /):
    raise ImportError("pylens loads no extension modules", name=spec.name)


def _fix_co_filename(code, path, /):
    pass


def source_hash(key, source):
    return bytes(8)


def _override_multi_interp_extensions_check(override, /):
    return 0


def _override_frozen_modules_for_tests(override, /):
    pass


def _frozen_module_names():
    return []
