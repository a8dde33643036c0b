"""Sockets: pairs within the program work, the network is out of reach."""
import select as _select

AF_UNSPEC, AF_UNIX, AF_INET, AF_INET6 = 0, 1, 2, 10
SOCK_STREAM, SOCK_DGRAM, SOCK_RAW, SOCK_NONBLOCK, SOCK_CLOEXEC = 1, 2, 3, 0o4000, 0o2000000
SOL_SOCKET, SO_REUSEADDR, SO_KEEPALIVE, SO_BROADCAST, SO_ERROR, SO_REUSEPORT, SO_TYPE, SO_LINGER = 1, 2, 9, 6, 4, 15, 3, 13
IPPROTO_IP, IPPROTO_TCP, IPPROTO_UDP, IPPROTO_IPV6, IPPROTO_ICMP = 0, 6, 17, 41, 1
IPV6_V6ONLY = 26
TCP_NODELAY = 1
SOMAXCONN = 4096
SHUT_RD, SHUT_WR, SHUT_RDWR = 0, 1, 2
AI_PASSIVE, AI_CANONNAME, AI_NUMERICHOST, AI_ADDRCONFIG = 1, 2, 4, 32
EAI_FAMILY, EAI_NONAME, EAI_SERVICE = -6, -2, -8
NI_NUMERICHOST, NI_NUMERICSERV, NI_MAXHOST, NI_MAXSERV = 1, 2, 1025, 32
MSG_PEEK, MSG_OOB, MSG_WAITALL, MSG_DONTWAIT, MSG_NOSIGNAL = 2, 1, 256, 64, 16384
INADDR_ANY, INADDR_BROADCAST, INADDR_LOOPBACK = 0, 0xFFFFFFFF, 0x7F000001
has_ipv6 = False
error = OSError
timeout = TimeoutError


class herror(OSError):
    pass


class gaierror(OSError):
    pass


herror.__module__ = gaierror.__module__ = "socket"
_next = 100
_pairs = {}
_default = None


def _refuse(*args, **kwargs):
    raise PermissionError(13, "Permission denied: pylens has no network")


class socket:
    # `socket.py` puts properties of the same names in front of `family` and `type`.
    __slots__ = ("_family", "_type", "_proto", "_fd", "_timeout")

    def __init__(self, family=-1, type=-1, proto=-1, fileno=None):
        global _next
        self._family = AF_INET if family == -1 else family
        self._type = SOCK_STREAM if type == -1 else type
        self._proto = 0 if proto == -1 else proto
        if fileno is None:
            fileno, _next = _next, _next + 1
        self._fd = fileno
        self._timeout = _default

    def fileno(self):
        return self._fd

    def detach(self):
        fd, self._fd = self._fd, -1
        return fd

    def close(self):
        _select._readable.discard(self._fd)
        self._fd = -1

    def setblocking(self, flag, /):
        self._timeout = None if flag else 0.0

    def getblocking(self):
        return self._timeout != 0.0

    def settimeout(self, value, /):
        self._timeout = value

    def gettimeout(self):
        return self._timeout

    timeout = property(lambda self: self._timeout)
    family = property(lambda self: self._family)
    type = property(lambda self: self._type)
    proto = property(lambda self: self._proto)

    def setsockopt(self, *args):
        pass

    def getsockopt(self, *args):
        return 0

    def send(self, data, flags=0, /):
        entry = _pairs.get(self._fd)
        if entry is None:
            _refuse()
        other = entry[0]
        _pairs[other][1].extend(data)
        _select._readable.add(other)
        return len(data)

    def sendall(self, data, flags=0, /):
        self.send(data, flags)

    def recv(self, size, flags=0, /):
        entry = _pairs.get(self._fd)
        if entry is None:
            _refuse()
        buffer = entry[1]
        if not buffer:
            raise BlockingIOError(11, "Resource temporarily unavailable")
        data = bytes(buffer[:size])
        del buffer[:size]
        if not buffer:
            _select._readable.discard(self._fd)
        return data

    connect = connect_ex = bind = listen = sendto = recvfrom = recv_into = _accept = shutdown = _refuse

    def getsockname(self):
        return ("0.0.0.0", 0)

    def getpeername(self):
        raise OSError(107, "Transport endpoint is not connected")


SocketType = socket


def socketpair(family=AF_UNIX, type=SOCK_STREAM, proto=0, /):
    a, b = socket(family, type, proto), socket(family, type, proto)
    _pairs[a._fd] = (b._fd, bytearray())
    _pairs[b._fd] = (a._fd, bytearray())
    return a, b


def close(fd, /):
    pass


def dup(fd, /):
    return fd


def getdefaulttimeout():
    return _default


def setdefaulttimeout(value, /):
    global _default
    _default = value


def gethostname():
    return "pylens"


def htons(value, /):
    return (value & 255) << 8 | value >> 8


ntohs = htons


def htonl(value, /):
    return int.from_bytes(value.to_bytes(4, "little"), "big")


ntohl = htonl


def _quad(text, function):
    parts = text.split(".")
    if len(parts) != 4 or not all(part.isascii() and part.isdigit() and int(part) < 256 for part in parts):
        raise OSError(f"illegal IP address string passed to {function}")
    return bytes(map(int, parts))


def inet_aton(text, /):
    return _quad(text, "inet_aton")


def inet_ntoa(data, /):
    if len(data) != 4:
        raise OSError("packed IP wrong length for inet_ntoa")
    return ".".join(map(str, data))


def inet_pton(family, text, /):
    if family == AF_INET:
        return _quad(text, "inet_pton")
    if family != AF_INET6:
        raise OSError(97, "Address family not supported by protocol")
    import ipaddress
    try:
        return ipaddress.IPv6Address(text).packed
    except ValueError:
        raise OSError("illegal IP address string passed to inet_pton") from None


def inet_ntop(family, data, /):
    if family not in (AF_INET, AF_INET6):
        raise ValueError(f"unknown address family {family}")
    if len(data) != (4 if family == AF_INET else 16):
        raise ValueError("invalid length of packed IP address string")
    if family == AF_INET:
        return inet_ntoa(data)
    import ipaddress
    return str(ipaddress.IPv6Address(bytes(data)))


getaddrinfo = gethostbyname = gethostbyaddr = gethostbyname_ex = getnameinfo = getservbyname = getservbyport = _refuse
getprotobyname = if_nameindex = if_nametoindex = sethostname = _refuse


def CMSG_LEN(length, /):
    return length + 16


CMSG_SPACE = CMSG_LEN
