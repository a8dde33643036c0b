"""Small functions for the flow graph, each named for what its passes show."""


def conditional_jump_to_a_jump(a, b):
    while a:
        if b:
            a = b
        else:
            continue
        b = None


def else_after_break(xs):
    for x in xs:
        if x:
            break
    else:
        return 0
    return x


def constant_conditions(x):
    while True:
        if 0:
            x()
        if not x and 1:
            return
        assert x, "message"


def none_tests(x, y):
    if x is None and y is not None:
        return x if y is None else y
    return (x is None) == (not y)


def swaps(a, b, c, d):
    a, b = b, a
    a, b, c = c, a, b
    a, b, c, d = d, c, b, a
    a, a = b, b
    a.x, b = b, c
    return a, b, c, d


def constant_tuples(a=1, b="b"):
    for x in (1, 2, 3), (4, (5, -6)), ():
        yield x, (None, ...)


def patterns(command):
    match command:
        case [x, y, *rest] if rest:
            return x
        case {"k": v, **others} | {"k": v, "l": others}:
            return v, others
        case str(a) | int(a):
            return a
        case 1 | "two":
            pass


def handlers(f):
    try:
        f()
    except ValueError as error:
        return error
    except (TypeError, OSError):
        pass
    else:
        f(1)
    finally:
        f(2)
    with f as g, f():
        return g


def groups(f):
    for _ in f:
        try:
            f()
        except* ValueError as group:
            f = group
        except* OSError:
            f(group)


async def waits(f):
    async with f as g:
        async for x in g:
            await x
            yield x
    return


def generator_in_try(xs):
    try:
        received = yield
    except GeneratorExit:
        received = yield from xs
    return [y for y in received] if 0 else received


def unbound_loads(a):
    if a:
        b = a
    print(b, a)
    del a
    try:
        c = b
    except E:
        print(c)
    return [a for a in b if c]


def many_locals():
    (v0, v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14, v15, v16, v17, v18, v19, v20, v21, v22, v23, v24,
     v25, v26, v27, v28, v29, v30, v31, v32, v33, v34, v35, v36, v37, v38, v39, v40, v41, v42, v43, v44, v45, v46, v47,
     v48, v49, v50, v51, v52, v53, v54, v55, v56, v57, v58, v59, v60, v61, v62, v63, v64, v65) = range(66)
    if v63:
        v66 = v65
    return v64, v65, v63, v66, v15, v16, v14


def cells(a, b, *c, d, **e):
    def inner():
        nonlocal a, e
        a += local
        return d, e, __class__
    local = a
    return inner, [lambda: (x, b) for x in c]


class Body[T]:
    attribute: T = [x for x in (1, 2)]

    def method(self):
        return super().method() or __class__


def chains(a, b, c):
    x = not (a < b < c) or a in b
    return not not x, a < b and not c, (a and b) or c


def far(x):
    while x:
        x.a, x.b, x.c, x.d, x.e, x.f, x.g, x.h, x.i, x.j, x.k, x.l, x.m, x.n = x.o = x.p = x.q = x.r = x.s = x.t = x.u
        x.a, x.b, x.c, x.d, x.e, x.f, x.g, x.h, x.i, x.j, x.k, x.l, x.m, x.n = x.o = x.p = x.q = x.r = x.s = x.t = x.u
        if x.v:
            break
