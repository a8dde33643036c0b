# What an exception was given as attributes is copied and pickled with it.
import copy
import pickle


class Refused(Exception):
    def __init__(self, what):
        super().__init__('refused: ' + what)
        self.what = what
        self.args = (what,)
        self.notes = []


error = Refused('tea')
error.notes.append('sorry')
error.add_note('really')
print(error.__reduce__(), ValueError(1).__reduce__())
for other in (copy.copy(error), pickle.loads(pickle.dumps(error)), copy.deepcopy(error)):
    print(type(other).__name__, other.args, other.what, other.notes, other.__notes__)
