from _show import show

show("""
"hello".find("l"), "hello".rfind("l"), "hello".find("z"), "hello".find("l", 3), "hello".find("l", -1), "hello".find("", 10), "hello".find("", 5), "hello".rfind("")
"hello".index("l"), "hello".rindex("l")
"hello".index("z")
"hello".rindex("z")
"hello".find(1)
"hello".find("l", "a")
"hello".find("l", None, None), "hello".find("l", 10 ** 30), "hello".find("l", -10 ** 30)
"banana".count("a"), "banana".count("ana"), "banana".count(""), "banana".count("a", 2), "banana".count("a", 2, 4), "".count(""), "".count("", 1)
"héllo wörld".find("ö"), "héllo".index("o"), "中文中文".rfind("中"), "aé" * 3 == "aéaéaé"
"hello".startswith("he"), "hello".startswith(("x", "h")), "hello".startswith("l", 2), "hello".startswith("", 5), "hello".startswith("", 6), "hello".startswith(())
"hello".endswith("lo"), "hello".endswith(("x", "o")), "hello".endswith("l", 0, 4), "hello".endswith("", 6)
"a".startswith(1)
"a".startswith(("b", 1))
"a".endswith(["a"])
"a" in "abc", "" in "abc", "x" in "abc", "bc" in "abc"
1 in "abc"
None in "abc"
"abc"[0], "abc"[-1], "abc"[True], "héé"[1], "a\\U0001f600b"[1], "a\\U0001f600b"[2]
"abc"[3]
"abc"[-4]
"abc"["a"]
"abc"[1.0]
"abc"[10 ** 30]
"abcdef"[1:4], "abcdef"[::-1], "abcdef"[::2], "abcdef"[-3:], "abcdef"[4:1], "abcdef"[10:], "héllo"[1:3], "abcdef"[5:1:-2], "abc"[None:None]
"abc"["a":]
"abc"[::0]
"abc"[:] is "abc"
s = "ab"; s[0] = "x"
s = "ab"; del s[0]
len("a\\U0001f600"), len("\\ud800"), max("abc"), min("hello"), sorted("hello"), list(reversed("abc"))
"a" * 3, 3 * "a", "a" * 0, "a" * -1, "ab" * True
"a" * 1.5
"a" * "b"
"a" * (10 ** 30)
"a" + None
"a" < "b", "a" < "B", "abc" < "abd", "" < "a", "é" > "z", "\\ue000" < "\\U0001f600", "\\ud800" < "\\ue000", "\\udfff" < "\\uffff"
"a" < 1
"a" == 1, "a" != b"a"
""")
