"""Prints what each line of a text evaluates to, or the exception it raises."""


def blocks(text):
    block = []
    for line in text.strip("\n").split("\n"):
        more = line[:1] in " )]}" or line.split(":")[0].split(" ")[0] in ("except", "else", "elif", "finally")
        if block and not more and not block[-1].startswith("@"):
            yield "\n".join(block)
            block = []
        if line:
            block.append(line)
    if block:
        yield "\n".join(block)


def show(text, names=None):
    names = {"__name__": "shown"} if names is None else names
    for block in blocks(text):
        print(">>>", block.replace("\n", "\n... "))
        try:
            try:
                code = compile(block, "<shown>", "eval")
            except SyntaxError:
                exec(compile(block, "<shown>", "exec"), names)
            else:
                value = eval(code, names)
                if value is not None:
                    print(repr(value))
        except BaseException as error:
            print(f"{type(error).__name__}: {error}")
