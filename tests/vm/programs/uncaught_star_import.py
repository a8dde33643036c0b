from _helper import *
from _helper import nothing_like_this
