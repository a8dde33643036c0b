# Look at the exception table

class Resource:
    def __enter__(self):
        print("open")
        return self

    def __exit__(self, kind, value, traceback):
        print("close", kind.__name__ if kind else None)
        return kind is KeyError         # swallows this one


def read(data, key):
    try:
        value = data[key]
    except TypeError:
        return "no dict"
    else:
        return value
    finally:
        print("done with", key)


print(read({"a": 1}, "a"), read(None, "b"))
with Resource():
    read({}, "c")


def convert(text):
    try:
        return int(text)
    except ValueError as error:
        raise RuntimeError("bad configuration") from error


print(convert("12"))
with Resource():
    convert("twelve")
