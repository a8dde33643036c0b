# Look at the stages: the tokens are fine, there is no tree, and so nothing runs, not even the first line.

print("this is never printed")


def area(width, height)
    return width * height


print(area(3, 4))
