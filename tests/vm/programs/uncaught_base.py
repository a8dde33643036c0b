class Stop(BaseException): pass
raise Stop("halt", 2)
