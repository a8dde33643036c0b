# Flipping pancakes: permutations of a list, in place.


def fannkuch(size):
    permutation = list(range(size))
    count = [0] * size
    flips = 0
    checksum = 0
    sign = 1
    rest = size
    order = list(range(size))
    while True:
        first = order[0]
        if first:
            permutation[:] = order
            done = 1
            while True:
                last = permutation[first]
                if not last:
                    break
                permutation[first] = first
                low, high = 1, first - 1
                while low < high:
                    permutation[low], permutation[high] = permutation[high], permutation[low]
                    low += 1
                    high -= 1
                first = last
                done += 1
            if done > flips:
                flips = done
            checksum += sign * done
        if sign == 1:
            order[0], order[1] = order[1], order[0]
            sign = -1
        else:
            order[1], order[2] = order[2], order[1]
            sign = 1
            for index in range(2, size):
                if count[index] < index:
                    count[index] += 1
                    break
                count[index] = 0
                if index == size - 1:
                    return checksum, flips
                order.insert(index + 1, order.pop(0))


print(fannkuch(8))
