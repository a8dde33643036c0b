"""What `traceback` asks for "Did you mean"."""
from _pylens import closest as _closest


def _generate_suggestions(candidates, item, /):
    if not isinstance(candidates, list):
        raise TypeError("candidates must be a list")
    for candidate in candidates:
        if not isinstance(candidate, str):
            raise TypeError("all elements in 'candidates' must be strings")
    return _closest(candidates, item)
