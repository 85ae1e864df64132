"""Ports on loopback: a free one, and whether a Kafka answers at one.

Decides which ports are taken. Must not know who will listen there.
"""

from __future__ import annotations

import random
import socket
import struct
from collections.abc import Collection

from deploy.local.fetching import BrokerError

# Below 32768, where Linux starts to hand out ports for outgoing connections: a client that keeps
# reconnecting to a killed broker could otherwise be given the broker's own port as its source.
PORT_RANGE = range(20_000, 32_000)


def answers(port: int) -> bool:
    """True if a Kafka answers an ApiVersions request (key 18, version 0) without an error."""
    length, key, version, correlation, no_client = 10, 18, 0, 1, -1
    request = struct.pack(">ihhih", length, key, version, correlation, no_client)
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as connection:
            connection.sendall(request)
            # The length of the reply, then its correlation id and its error code.
            return connection.makefile("rb").read(10)[4:] == struct.pack(">ih", correlation, 0)
    except OSError:
        return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # as the JVM will bind
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port(other_than: Collection[int] = ()) -> int:
    # The system's randomness: test runs that seed `random` alike would try the same ports.
    for port in random.SystemRandom().sample(PORT_RANGE, 200):
        if port not in other_than and is_free(port):
            return port
    raise BrokerError(f"no free port from {PORT_RANGE.start} to {PORT_RANGE.stop - 1}")
