"""Ports on 127.0.0.1: the wished one when it is free, else one that is."""

import socket

HOST = "127.0.0.1"


def is_free(port: int) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        # As the servers do: a port in TIME_WAIT after a restart counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """A port that the system says is free now."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def pick_port(wished: int, taken: frozenset[int] = frozenset()) -> int:
    """The wished port, or the next free one of the twenty above it, or any."""
    for port in range(wished, min(wished + 20, 65536)):
        if port not in taken and is_free(port):
            return port
    port = free_port()
    return port if port not in taken else pick_port(port + 1, taken)


def answers(port: int) -> bool:
    """Whether something listens there."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((HOST, port)) == 0
