def draw(colour="red", width=1): pass
draw(color="blue")
