import _circ_b
name = 1
