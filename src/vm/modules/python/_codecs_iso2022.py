"""Encodings of ISO 2022; those that `_pylens_multibyte` has no tables for are unknown."""
from _multibytecodec import _getcodec

_NAMES = {"iso2022_kr", "iso2022_jp", "iso2022_jp_1", "iso2022_jp_2", "iso2022_jp_2004", "iso2022_jp_3", "iso2022_jp_ext"}


def getcodec(name, /):
    return _getcodec(name, _NAMES)
