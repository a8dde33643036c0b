import random

random.seed(1)
print(random.random(), random.random(), random.randint(1, 100), random.choice("abcdef"))
print(random.sample(range(100), 5), random.uniform(1, 2), random.getrandbits(70))
deck = list(range(10))
random.shuffle(deck)
print(deck, random.choices("xyz", k=5), random.gauss(0, 1), random.betavariate(1, 2))
random.seed("text")
print(random.random(), random.randrange(0, 100, 7))
own = random.Random(42)
state = own.getstate()
first = [own.random() for _ in range(3)]
own.setstate(state)
print(first == [own.random() for _ in range(3)], own.triangular(1, 5), own.expovariate(2))
random.seed(2**80)
print(random.random(), random.normalvariate(), random.vonmisesvariate(1, 2))
