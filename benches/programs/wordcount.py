# Counting words in a dict and sorting the counts.

TEXT = """
it was the best of times it was the worst of times it was the age of wisdom it was the age of foolishness it was
the epoch of belief it was the epoch of incredulity it was the season of light it was the season of darkness it
was the spring of hope it was the winter of despair we had everything before us we had nothing before us
"""


def count(words):
    counts = {}
    for word in words:
        if word in counts:
            counts[word] += 1
        else:
            counts[word] = 1
    return counts


def letters(words):
    counts = {}
    for word in words:
        for letter in word:
            counts[letter] = counts.get(letter, 0) + 1
    return counts


def main():
    words = TEXT.split() * 40
    for round in range(60):
        counts = count(words)
        best = sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:5]
        by_length = {}
        for word, number in counts.items():
            by_length.setdefault(len(word), []).append((word, number))
        total = letters(words[: 1500 + round])
    print(best)
    print(sorted((length, len(group)) for length, group in by_length.items()))
    print(sorted(total.items())[:4])


main()
