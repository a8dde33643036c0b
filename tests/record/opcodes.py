"""Prints the opcode table of the Python that runs it: a section of src/bytecode/opcodes_by_version.txt.

    for v in 3.8 3.9 3.10 3.11 3.12 3.14; do python$v tests/record/opcodes.py; done >src/bytecode/opcodes_by_version.txt

Works with CPython 3.8 to 3.14. A row is number, name, units of inline cache, and letters: A takes an argument, C indexes
the constants, N the names, L the locals, F cells and free variables, R jumps relative, B jumps absolute, M compares.
Rows that begin with `=` are lists of words that arguments index.
"""
import opcode
import sys

print("version %d.%d" % sys.version_info[:2])
caches = getattr(opcode, "_inline_cache_entries", {})
for name, number in sorted(opcode.opmap.items(), key=lambda item: item[1]):
    if number > 255 or name.startswith("INSTRUMENTED_"):
        continue
    has_arg = number in opcode.hasarg if hasattr(opcode, "hasarg") else number >= opcode.HAVE_ARGUMENT
    sets = [("A", has_arg)] + [(letter, number in getattr(opcode, "has" + kind)) for letter, kind in (
        ("C", "const"), ("N", "name"), ("L", "local"), ("F", "free"), ("R", "jrel"), ("B", "jabs"), ("M", "compare"))]
    units = caches.get(name, 0) if isinstance(caches, dict) else caches[number]
    letters = "".join(letter for letter, member in sets if member)
    print(number, name, units, letters or "-")
for key, words in (
    ("compare", opcode.cmp_op),
    ("binary", [pair[1] for pair in getattr(opcode, "_nb_ops", ())]),
    ("intrinsic1", getattr(opcode, "_intrinsic_1_descs", ())),
    ("intrinsic2", getattr(opcode, "_intrinsic_2_descs", ())),
    ("common", [value.__name__ if isinstance(value, type) else repr(value) for value in getattr(opcode, "_common_constants", ())]),
    ("special", list(getattr(opcode, "_special_method_names", ()))),
):
    if words:
        print("=" + key, *(str(word).replace(" ", "_") for word in words))
