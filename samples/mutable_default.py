# Look at the default: it stays

def append(item, items=[]):
    items.append(item)
    return items


def append_fresh(item, items=None):
    if items is None:
        items = []
    items.append(item)
    return items


a = append(1)
b = append(2)
print(a, b, a is b)
print(append.__defaults__)
print(append_fresh(1), append_fresh(2))
