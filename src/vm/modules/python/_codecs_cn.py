"""Encodings of China; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"gb2312", "gbk", "gb18030", "hz"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
