"""Encodings of Taiwan; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"big5", "cp950"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
