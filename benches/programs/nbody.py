# Planets as lists of floats.

SUN = 39.47841760435743
DAYS = 365.24

BODIES = {
    "sun": ([0.0, 0.0, 0.0], [0.0, 0.0, 0.0], SUN),
    "jupiter": (
        [4.84143144246472090, -1.16032004402742839, -0.103622044471123109],
        [0.00166007664274403694 * DAYS, 0.00769901118419740425 * DAYS, -0.0000690460016972063023 * DAYS],
        0.000954791938424326609 * SUN,
    ),
    "saturn": (
        [8.34336671824457987, 4.12479856412430479, -0.403523417114321381],
        [-0.00276742510726411 * DAYS, 0.00499852801234917238 * DAYS, 0.0000230417297573763929 * DAYS],
        0.000285885980666130812 * SUN,
    ),
    "uranus": (
        [12.8943695621391310, -15.1111514016986312, -0.223307578892655734],
        [0.00296460137564761618 * DAYS, 0.00237847173959480950 * DAYS, -0.0000296589568540237556 * DAYS],
        0.0000436624404335156298 * SUN,
    ),
}


def pairs(items):
    return [(items[a], items[b]) for a in range(len(items)) for b in range(a + 1, len(items))]


def advance(step, count, bodies, couples):
    for _ in range(count):
        for ([x1, y1, z1], v1, m1), ([x2, y2, z2], v2, m2) in couples:
            dx = x1 - x2
            dy = y1 - y2
            dz = z1 - z2
            magnitude = step * ((dx * dx + dy * dy + dz * dz) ** -1.5)
            b1 = m1 * magnitude
            b2 = m2 * magnitude
            v1[0] -= dx * b2
            v1[1] -= dy * b2
            v1[2] -= dz * b2
            v2[0] += dx * b1
            v2[1] += dy * b1
            v2[2] += dz * b1
        for position, [vx, vy, vz], _ in bodies:
            position[0] += step * vx
            position[1] += step * vy
            position[2] += step * vz


def energy(bodies, couples):
    total = 0.0
    for (p1, _, m1), (p2, _, m2) in couples:
        distance = sum((a - b) ** 2 for a, b in zip(p1, p2)) ** 0.5
        total -= m1 * m2 / distance
    for _, velocity, mass in bodies:
        total += mass * sum(v * v for v in velocity) / 2.0
    return total


def main():
    bodies = list(BODIES.values())
    couples = pairs(bodies)
    print(f"{energy(bodies, couples):.9f}")
    advance(0.01, 12000, bodies, couples)
    print(f"{energy(bodies, couples):.9f}")


main()
