"""Resources of the process: what the machine's clock says of time; limits that nobody holds the program to."""
import time as _time
from _pylens_structseq import structseq as _structseq

error = OSError
RUSAGE_CHILDREN, RUSAGE_SELF, RUSAGE_THREAD = -1, 0, 1
RLIM_INFINITY = -1
(RLIMIT_CPU, RLIMIT_FSIZE, RLIMIT_DATA, RLIMIT_STACK, RLIMIT_CORE, RLIMIT_RSS, RLIMIT_NPROC, RLIMIT_NOFILE,
 RLIMIT_MEMLOCK, RLIMIT_AS) = range(10)
RLIMIT_OFILE = RLIMIT_NOFILE
RLIMIT_SIGPENDING, RLIMIT_MSGQUEUE, RLIMIT_NICE, RLIMIT_RTPRIO, RLIMIT_RTTIME = range(11, 16)
_FIELDS = ("ru_utime", "ru_stime", "ru_maxrss", "ru_ixrss", "ru_idrss", "ru_isrss", "ru_minflt", "ru_majflt", "ru_nswap",
           "ru_inblock", "ru_oublock", "ru_msgsnd", "ru_msgrcv", "ru_nsignals", "ru_nvcsw", "ru_nivcsw")
struct_rusage = _structseq("resource", "struct_rusage", _FIELDS, 16)
_limits = {RLIMIT_STACK: (8388608, RLIM_INFINITY), RLIMIT_NOFILE: (1024, 1048576), RLIMIT_CORE: (0, RLIM_INFINITY)}


def getpagesize():
    return 4096


def getrusage(who, /):
    if who not in (RUSAGE_SELF, RUSAGE_CHILDREN, RUSAGE_THREAD):
        raise ValueError("invalid who parameter")
    used = 0.0 if who == RUSAGE_CHILDREN else _time.process_time()
    return struct_rusage((used, 0.0) + (0,) * 14)


def getrlimit(resource, /):
    if not 0 <= resource < 16:
        raise ValueError("invalid resource specified")
    return _limits.get(resource, (RLIM_INFINITY, RLIM_INFINITY))


def setrlimit(resource, limits, /):
    if not 0 <= resource < 16:
        raise ValueError("invalid resource specified")
    limits = tuple(limits)
    if len(limits) != 2:
        raise ValueError("expected a tuple of 2 integers")
    _limits[resource] = limits


def prlimit(pid, resource, limits=None, /):
    before = getrlimit(resource)
    if limits is not None:
        setrlimit(resource, limits)
    return before
