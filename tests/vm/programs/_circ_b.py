from _circ_a import name
