from _show import show

show("""
"straße".upper(), "ŒUVRE".lower(), "ΑΣ".lower(), "Σ".lower(), "ΑΣΑ".lower(), "ǆ".title(), "ǆ".upper(), "ß".title()
"hello wOrld they're".title(), "hELLO".capitalize(), "ßa".capitalize(), "aB1c".swapcase(), "ß".swapcase()
"Straße".casefold(), "ﬁ".casefold(), "İ".lower(), "ŉ".upper()
"abc".isupper(), "ABC1".isupper(), "".isupper(), "Abc Def".istitle(), "ABc".istitle(), "A1B".istitle(), "ǅ".istitle()
"abc1".islower(), "ª".islower(), "ʰ".islower(), "Ⅷ".isupper()
"١٢٣".isdigit(), "²".isdigit(), "²".isdecimal(), "½".isnumeric(), "一".isnumeric(), "Ⅷ".isnumeric(), "12a".isalnum()
"abc".isalpha(), "中文".isalpha(), "a b".isalpha(), "".isalpha(), "ⅷ".isalpha(), "é".isalpha()
" \\t\\n".isspace(), "\\x1c\\x85\\u2028\\u3000".isspace(), "\\u200b".isspace(), "".isspace()
"abc".isascii(), "é".isascii(), "".isascii(), "a\\n".isprintable(), "".isprintable(), "\\xad".isprintable(), " ".isprintable()
"a1".isidentifier(), "1a".isidentifier(), "class".isidentifier(), "_".isidentifier(), "é".isidentifier(), "".isidentifier(), "a-b".isidentifier(), "℘".isidentifier()
"abc".upper(1)
"\\U00010428".upper() == "\\U00010400", "ꭰ".upper(), "Ა".lower()
""")
