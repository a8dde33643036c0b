# Look at when area() goes wrong

print("this is printed")


def area(width, height):
    return width * heigth       # nobody looks for this name before the call


if False:
    print(no_such_name)         # never runs, so nobody ever looks

print("area exists, whatever it may do")
print(area(3, 4))
