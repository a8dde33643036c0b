X = "sub"
from . import other
