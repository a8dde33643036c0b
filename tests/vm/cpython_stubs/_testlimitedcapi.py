"""Stands in for what CPython's tests want of its extension module: access to sequences by numbers, without slices or `__index__`."""


def _place(sequence, index):
    place = index + len(sequence) if index < 0 else index
    if place < 0:
        raise IndexError(f"{type(sequence).__name__} index out of range")
    return place


def sequence_getitem(sequence, index):
    return sequence[_place(sequence, index)]


def sequence_setitem(sequence, index, value):
    sequence[_place(sequence, index)] = value


def sequence_delitem(sequence, index):
    del sequence[_place(sequence, index)]
