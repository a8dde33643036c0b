class Broken:
    size = 3
    area = size * undefined_factor
