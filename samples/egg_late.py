# Look at chicken_late.py first

print("egg_late starts")
import chicken_late

print("half-made:", not hasattr(chicken_late, "color"))


class Egg:
    def __repr__(self):
        return f"<{chicken_late.color} egg>"
