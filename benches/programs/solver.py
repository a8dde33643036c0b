# A constraint solver written with classes: variables with domains, constraints that narrow them, search.


class Variable:
    def __init__(self, name, domain):
        self.name = name
        self.domain = domain
        self.value = None

    @property
    def assigned(self):
        return self.value is not None

    def __repr__(self):
        return f"{self.name}={self.value}"


class Constraint:
    def __init__(self, *variables):
        self.variables = variables

    def holds(self):
        raise NotImplementedError


class Different(Constraint):
    def __init__(self, a, b, distance=0):
        super().__init__(a, b)
        self.distance = distance

    def holds(self):
        a, b = self.variables
        if a.value is None or b.value is None:
            return True
        return a.value != b.value and (self.distance == 0 or abs(a.value - b.value) != self.distance)


class Solver:
    def __init__(self):
        self.variables = []
        self.constraints = {}
        self.steps = 0

    def variable(self, name, domain):
        variable = Variable(name, domain)
        self.variables.append(variable)
        self.constraints[name] = []
        return variable

    def add(self, constraint):
        for variable in constraint.variables:
            self.constraints[variable.name].append(constraint)

    def consistent(self, variable):
        return all(constraint.holds() for constraint in self.constraints[variable.name])

    def solve(self, index=0):
        if index == len(self.variables):
            return 1
        variable = self.variables[index]
        found = 0
        for value in variable.domain:
            self.steps += 1
            variable.value = value
            if self.consistent(variable):
                found += self.solve(index + 1)
        variable.value = None
        return found


def queens(size):
    solver = Solver()
    rows = [solver.variable(f"q{row}", range(size)) for row in range(size)]
    for a in range(size):
        for b in range(a + 1, size):
            solver.add(Different(rows[a], rows[b], b - a))
    return solver.solve(), solver.steps, any(row.assigned for row in rows)


print(queens(7), queens(8))
