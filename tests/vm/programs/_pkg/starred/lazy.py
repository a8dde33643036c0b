print("lazy is imported")
number = 7
