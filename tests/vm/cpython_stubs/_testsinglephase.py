"""Stands in for an extension module of CPython that some tests import and hardly use."""
