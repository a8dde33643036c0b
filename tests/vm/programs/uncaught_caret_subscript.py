data = {"a": [1, 2, {"b": ()}]}
value = data["a"][2]["b"][0] if True else None
