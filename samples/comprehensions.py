# Look for code of [i for ...]

i = "outside"
squares = [i * i for i in range(5)]
print(squares, i)                       # i is still the outer one

words = ["spam", "egg", "spam", "ham"]
lengths = {word: len(word) for word in words}
initials = {word[0] for word in words}
print(lengths, sorted(initials))
print([(x, y) for x in range(3) for y in range(x) if x + y != 2])
print(sum(n for n in squares if n % 2))

first, *rest = squares
(a, b), c = (1, 2), 3
print(first, rest, a, b, c)
head, *_, tail = "unpacking"
print(head + tail, [*rest, *squares], {**lengths, "egg": 0})

width, value = 10, 3.14159
print(f"{value:.2f}|{value:>{width}.3f}|{words[0]!r}|{a + b = }")
print(f"{'nested: ' + f'{a}{b}'}", "%5.1f%%" % 12.34)
