"""Stands in for the C version of `pickle`, which then uses its own."""
