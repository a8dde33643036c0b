e = KeyError("k")
e.add_note("hint one")
e.add_note("hint\ntwo")
raise e
