class V:
    def __init__(self, x): self.x = x
items = {"a": [1, 2, 3]}
def total(v, w):
    result = (v.x
              + w["b"][0])
    return result
def main():
    return total(V(1), items)
print("start")
main()
