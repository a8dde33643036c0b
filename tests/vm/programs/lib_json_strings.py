"""String literals of JSON, and what is wrong with some."""
import json

for text in ("plain", "é\u2028", "\U0001f600", 'quote " back \\ tab \t nl \n bell \x07', "\ud800", "</script>"):
    print(json.dumps(text), ascii(json.dumps(text, ensure_ascii=False)), json.loads(json.dumps(text)) == text)
for source in (r'"\u00e9\n"', r'"\ud83d\ude00"', r'"\ud83d x"', '"a" "b"', '"abc', r'"\x"', r'"\u12"', r'"\u12G4"', '"a\nb"', r'"\\', '"', "[\"a\", 'b']", '{"k": "v\\"w"}'):
    try:
        print(ascii(json.loads(source)))
    except json.JSONDecodeError as error:
        print(source, "->", error)
print(json.loads('"a\nb"', strict=False), json.dumps({"é": [1, None, 2.5, {"x": True}]}, indent=2), json.dumps([float("inf")]))
try:
    json.dumps({1, 2})
except TypeError as error:
    print(error)
try:
    json.dumps({(1,): 2})
except TypeError as error:
    print(error)
try:
    loop = []
    loop.append(loop)
    json.dumps(loop)
except ValueError as error:
    print(error)
