rows = [[1, 2], [3], []]
firsts = {i: row[0] / (i - 1) for i, row in enumerate(rows)}
