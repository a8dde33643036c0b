# Building, splitting, searching and formatting text.


def caesar(text, shift):
    out = ""
    for letter in text:
        if letter.isalpha():
            base = ord("a") if letter.islower() else ord("A")
            out += chr((ord(letter) - base + shift) % 26 + base)
        else:
            out += letter
    return out


def palindromes(words):
    return [word for word in words if word == word[::-1]]


def main():
    text = "The quick brown fox jumps over the lazy dog while Anna and Bob look on at noon. " * 12
    total = 0
    for shift in range(60):
        coded = caesar(text, shift)
        assert caesar(coded, -shift) == text
        words = coded.lower().replace(".", "").split()
        total += len(palindromes(words)) + coded.count("e") + coded.find("zz")
        line = ", ".join(f"{word:>8}|{len(word):02d}" for word in words)
        total += len(line.title()) + sum(1 for part in line.split(", ") if part.strip().startswith("t"))
        total += sum("%s-%d" % (word, at) > word for at, word in enumerate(words))
    print(total)


main()
