"""A module of the program's own that has the name of an extension module."""
pi = 3
