import re

print(re.findall(r"(\w+)=(\d+)", "a=1, bb=22"), re.findall(r"\d+", "1 22 333"))
print(re.sub(r"(?P<x>a+)", r"<\g<x>\1>", "caaat"), re.sub("x*", "-", "abxd"), re.subn("a", "b", "aaa", count=2))
print(re.sub(r"\w+", lambda m: m.group().title(), "hello big world"))
print(re.split(r"[,;]\s*", "a, b;c"), re.split(r"(,)", "a,b"), re.split("", "abc"))
m = re.match(r"(?P<year>\d{4})-(?P<month>\d\d)(-(?P<day>\d\d))?", "2024-05 rest")
print(m, m.groups(), m.groupdict(), m["year"], m.span("month"), m.lastgroup, m.end(), m.expand(r"\2/\1"))
print(re.fullmatch("a{2,3}?", "aaa"), re.search("(?i)ABC", "xxabc"), re.match("b", "abc"))
print(re.compile(r"a.c", re.DOTALL | re.VERBOSE), re.compile("x", re.ASCII), repr(re.compile(b"y")))
print([m.start() for m in re.finditer("an", "banana")], re.escape("a.b*c"))
print(re.search(r"(?<=\$)\d+(?!\d|%)", "cost $100"), re.search(r"\bfoo\b", "a foo b"), re.findall(r"^\w", "a\nb", re.M))
print(re.match(r"(a|b)*c", "ababc").groups(), re.match(r"(?:(a)|b)*", "ab").groups(), re.match(r"(a)?(?(1)b|c)", "c"))
print(re.match(r"(?>a+)b", "aaab"), re.match(r"a++b", "aaab"), re.match(r"a*+a", "aaa"))
print(re.findall(r"[^\W\d_]+", "été 123 naïve_x"), re.findall(r"(?i)[à-ü]+", "ÀÉÜ é"), re.sub("[éè]", "e", "élève"))
print(re.match(rb"\x00(.)", b"\x00a").group(1), re.search("(.)(.)(.)", "xyz").group(3, 1))
print(re.search(r"(\w+) \1", "the the cat").group(), re.match(r"((a)|(b))+", "ab").regs)
for pattern in ("(", "a**", "[z-a]", "(?P<n>a)(?P<n>b)", r"\g", "(?<=a+)b", "x{2,1}"):
    try:
        re.compile(pattern)
    except re.error as error:
        print(pattern, "->", error)
for call in (lambda: m.group("nope"), lambda: re.match("a", b"a"), lambda: re.match(1, "a"), lambda: re.sub("(a)", r"\2", "a")):
    try:
        call()
    except Exception as error:
        print(type(error).__name__, error)
print(re.match("(a+)+b", "a" * 18 + "c"), len(re.match("(?:a|b)*", "ab" * 20000).group()))
scanner = re.Scanner([(r"\d+", lambda s, t: int(t)), (r"\s+", None), (r"\w+", lambda s, t: t)])
print(scanner.scan("12 ab 3"))
