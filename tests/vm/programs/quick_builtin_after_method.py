# Where a method was called often, an instance of another class may have a builtin function, which is not bound.
import codecs


class Caller:
    def call(self):
        return self.decode(b"a", "strict", True)


class Method(Caller):
    def decode(self, data, errors, final):
        return "method"


class Builtin(Caller):
    decode = codecs.utf_16_le_decode


class Closed(Caller):
    decode = codecs.utf_8_decode


for _ in range(40):
    Method().call()
for kind in Closed, Builtin, Method:
    for _ in range(40):
        try:
            result = kind().call()
        except UnicodeDecodeError as error:
            result = str(error)
    print(kind.__name__, result)
