# Suggestions are made of the names that are there when the error is printed, not when it was raised.
try:
    raise ValueError
except ValueError as word1:
    print(word2)
