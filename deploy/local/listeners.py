"""Where one broker listens: the names, their security protocols, and a port on loopback for each.

Decides the ports. Must not know certificates or logins: those are properties of the broker.
"""

from __future__ import annotations

from collections.abc import Mapping

from deploy.local.loopback import free_port

MAIN = "PLAINTEXT"


class Listeners:
    """The plaintext listener that always is there, and `further` ones: name, security protocol."""

    def __init__(self, main_port: int | None, further: Mapping[str, str]) -> None:
        self._protocols = {MAIN: "PLAINTEXT", **further}
        self._given = {} if main_port is None else {MAIN: main_port}
        self._ports: dict[str, int] = {}
        self.choose_ports()

    def __str__(self) -> str:
        ports = ", ".join(map(str, self._ports.values()))
        return f"port {ports}" if len(self._ports) == 1 else f"one of the ports {ports}"

    @property
    def main_port(self) -> int:
        return self._ports[MAIN]

    def address(self, name: str = MAIN) -> str:
        return f"127.0.0.1:{self._ports[name]}"

    def choose_ports(self) -> None:
        """Take ports that are free now, except where one was given."""
        self._ports = dict(self._given)
        for name in self._protocols:
            self._ports.setdefault(name, self.another_port())

    def another_port(self) -> int:
        return free_port(other_than=self._ports.values())

    def properties(self, controller: str) -> dict[str, str]:
        """The broker's properties, with its controller listening at the address `controller`."""
        bound = {"CONTROLLER": controller} | {name: self.address(name) for name in self._ports}
        protocols = {"CONTROLLER": "PLAINTEXT"} | self._protocols
        return {
            "listeners": ",".join(f"{name}://{at}" for name, at in bound.items()),
            "listener.security.protocol.map": ",".join(f"{n}:{p}" for n, p in protocols.items()),
        }
