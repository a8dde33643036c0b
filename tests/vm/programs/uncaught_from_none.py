try:
    int("x")
except ValueError:
    raise SystemError("only this") from None
