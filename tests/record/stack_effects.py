"""Records how each opcode of CPython 3.13 changes the depth of the stack: tests/stack_effects.txt.

Run from the top of the repository. A row is name, effect without a jump, effect with one (- where it is the same);
an effect that depends on the argument is a list of argument:effect.
"""
import _opcode
import opcode

ARGUMENTS = [*range(10), 16, 17, 255, 256, 257, 513]


def effect(number, jump):
    try:
        if not _opcode.has_arg(number):
            return str(_opcode.stack_effect(number, None, jump=jump))
        effects = [_opcode.stack_effect(number, argument, jump=jump) for argument in ARGUMENTS]
    except ValueError:
        return None
    if len(set(effects)) == 1:
        return str(effects[0])
    return ",".join(f"{argument}:{value}" for argument, value in zip(ARGUMENTS, effects))


with open("tests/stack_effects.txt", "w") as file:
    for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
        if (stays := effect(number, False)) is not None:
            jumps = effect(number, True)
            file.write(f"{name} {stays} {'-' if jumps == stays else jumps}\n")
