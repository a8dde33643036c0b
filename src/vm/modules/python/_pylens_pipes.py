"""Pipes: within the program, since there is no other process at their far end."""

NONBLOCK = 0o4000
# Who wants to hear that something was written or read.
listeners = []
# What is looked at before something is read or written.
before = []


class Pipe:
    """Bytes on their way from one end to the other; who has to wait for some, or for room, waits for a lock."""
    ROOM = 65536

    def __init__(self):
        self.data = bytearray()
        self.reads = self.writes = True
        self.waiting = []

    def end(self, flags):
        if flags & 3 == 0:
            self.reads = False
        else:
            self.writes = False
        self.wake()

    def wake(self):
        waiting, self.waiting = self.waiting, []
        for lock in waiting:
            lock.release()
        for listener in listeners:
            listener()

    def wait(self):
        from _thread import allocate_lock
        lock = allocate_lock()
        lock.acquire()
        self.waiting.append(lock)
        lock.acquire()

    def read(self, length, flags):
        for look in before:
            look()
        while not self.data and self.writes:
            if flags & NONBLOCK:
                raise BlockingIOError(11, "Resource temporarily unavailable")
            self.wait()
        data = bytes(self.data[:length])
        del self.data[:length]
        self.wake()
        return data

    def write(self, data, flags):
        for look in before:
            look()
        at = 0
        while True:
            if not self.reads:
                raise BrokenPipeError(32, "Broken pipe")
            room = self.ROOM - len(self.data)
            if flags & NONBLOCK:
                # Few bytes go together or not at all.
                if not room or len(data) <= 4096 and room < len(data):
                    raise BlockingIOError(11, "Resource temporarily unavailable")
            self.data += data[at:at + room]
            at += min(room, len(data) - at)
            self.wake()
            if at == len(data) or flags & NONBLOCK:
                return at
            self.wait()
