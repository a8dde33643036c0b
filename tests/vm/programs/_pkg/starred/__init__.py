__all__ = ["lazy", "value", "inner"]
value = 1
hidden = 2
