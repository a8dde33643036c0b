class Account:
    def __init__(self): self.balance = 1
    def show(self):
        return balance
Account().show()
