def fail(kind, text):
    try:
        raise kind(text)
    except Exception as e:
        return e
raise ExceptionGroup("several", [fail(ValueError, "v"), ExceptionGroup("inner", [fail(TypeError, "t"), OSError(2, "gone")])])
