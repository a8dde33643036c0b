print("pkg", __name__)
