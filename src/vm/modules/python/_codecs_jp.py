"""Encodings of Japan; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"shift_jis", "cp932", "euc_jp", "shift_jis_2004", "euc_jis_2004", "euc_jisx0213", "shift_jisx0213"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
