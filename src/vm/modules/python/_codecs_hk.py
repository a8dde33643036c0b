"""Encodings of Hong Kong; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"big5hkscs"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
