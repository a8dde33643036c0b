print("inner is imported")
__all__ = [1]
