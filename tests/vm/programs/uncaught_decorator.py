def trace(f):
    def wrapper(*args):
        return f(*args) + 1
    return wrapper
@trace
@trace
def base(x):
    return [x][x]
base(0); base(7)
