"""Editing of lines: what a program sets is kept, and nothing edits."""
backend = "readline"
_completer = None
_delimiters = " \t\n`~!@#$%^&*()-=+[{]}\\|;:'\",<>/?"
_history = []
_length = -1


def add_history(string, /):
    _history.append(string)


def append_history_file(nelements, filename=None, /):
    raise FileNotFoundError(2, "No such file or directory", filename)


def clear_history():
    _history.clear()


def get_begidx():
    return 0


def get_completer():
    return _completer


def get_completer_delims():
    return _delimiters


def get_completion_type():
    return 0


def get_current_history_length():
    return len(_history)


def get_endidx():
    return 0


def get_history_item(index, /):
    return _history[index - 1] if 0 < index <= len(_history) else None


def get_history_length():
    return _length


def get_line_buffer():
    return ""


def insert_text(string, /):
    pass


def parse_and_bind(string, /):
    pass


def read_history_file(filename=None, /):
    with open(filename or "~/.history") as file:
        _history.extend(line.rstrip("\n") for line in file)


def read_init_file(filename=None, /):
    raise OSError(2, "No such file or directory")


def redisplay():
    pass


def remove_history_item(pos, /):
    if not 0 <= pos < len(_history):
        raise ValueError(f"No history item at position {pos}")
    del _history[pos]


def replace_history_item(pos, line, /):
    if not 0 <= pos < len(_history):
        raise ValueError(f"No history item at position {pos}")
    _history[pos] = line


def set_auto_history(enabled, /):
    pass


def set_completer(function=None, /):
    global _completer
    _completer = function


def set_completer_delims(string, /):
    global _delimiters
    _delimiters = string


def set_completion_display_matches_hook(function=None, /):
    pass


def set_history_length(length, /):
    global _length
    _length = length


def set_pre_input_hook(function=None, /):
    pass


def set_startup_hook(function=None, /):
    pass


def write_history_file(filename=None, /):
    with open(filename or "~/.history", "w") as file:
        file.writelines(line + "\n" for line in _history)
