def check(values):
    assert len(values) > 2, f"too few: {values!r}"
check([1])
