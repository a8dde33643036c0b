# A call that is the whole value of an assignment to a name has no carets, whatever follows it.
def fail(*args, **kw):
    raise ValueError("failed")


class Box:
    pass


def name():
    x = fail()  # and a remark


def attribute():
    Box.x = fail(1)


def item():
    d = {}
    d["k"] = fail(1)


def many():
    a = b, c = fail()


def more():
    x = fail(); y = 2


def keyword():
    fail(x=fail())


def annotated():
    x: int = fail()


def augmented():
    x = 1
    x += fail()


def compared():
    x = 1 == fail()


def compound():
    if True: x = fail()


errors = []
for function in (name, attribute, item, many, more, keyword, annotated, augmented, compared, compound):
    try:
        function()
    except ValueError as error:
        errors.append(error)
raise ExceptionGroup("all", errors)
