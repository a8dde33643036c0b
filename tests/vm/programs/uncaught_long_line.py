result = {"alpha": 1, "beta": 2, "gamma": 3}["alpha"] + {"alpha": 1, "beta": 2, "gamma": 3}["delta"] + {"alpha": 1}["alpha"]
