"""Encodings of Korea; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"euc_kr", "cp949", "johab"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
