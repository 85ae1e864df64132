"""The port that answers probes and gives out the metrics.

Decides paths, status codes and the JSON. Must not know what makes a worker healthy.
"""

import json
import socket
import threading
import time
from collections.abc import Callable, Iterable
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server
from wsgiref.types import StartResponse, WSGIEnvironment

from prometheus_client import CollectorRegistry, make_wsgi_app

from worker.failures import BadSettings
from worker.health.health import Health, Verdict
from worker.markup import POLICY

# A client that says nothing would keep its thread for ever.
_CLIENT_TIMEOUT_S = 10.0
_STOP_WITHIN_S = 0.1  # how soon the serving thread notices `stop`
_HTML = "text/html; charset=utf-8"
# On every answer. Who may frame the page cannot be said inside it. Host is not checked: probes come
# by address, people through forwarded ports and ingresses, and no list would know their names.
_GUARDS = (
    ("Content-Security-Policy", f"{POLICY}; frame-ancestors 'none'"),
    ("X-Content-Type-Options", "nosniff"),
)


class HealthServer:
    """One port for `/metrics`, the probes and, at `/`, a page for people; on threads of its own."""

    def __init__(
        self,
        host: str,
        port: int,
        health: Health,
        registry: CollectorRegistry,
        status: Callable[[], str],
    ) -> None:
        """Bind the port; 0 takes a free one. `status` makes the page as HTML.

        Raises BadSettings when the port cannot be had.
        """
        self._app = _App(health, registry, status)
        server_class = _ServerV6 if ":" in host else _Server
        try:
            self._server = make_server(
                host, port, self._app, server_class=server_class, handler_class=_QuietRequest
            )
        except (OSError, OverflowError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise BadSettings(
                f"PAGEWIRE_HTTP_HOST={host}, PAGEWIRE_HTTP_PORT={port}: cannot be listened on:"
                f" {reason}; set PAGEWIRE_HTTP_PORT to another port, or to 0 for a free one"
            ) from error
        self._thread = threading.Thread(
            target=self._server.serve_forever,
            kwargs={"poll_interval": _STOP_WITHIN_S},
            name="pagewire-health",
            daemon=True,
        )

    @property
    def port(self) -> int:
        """The port that is listened on."""
        return int(self._server.server_address[1])

    @property
    def scraped(self) -> float | None:
        """When the last `/metrics` that went out whole was made, by the monotonic clock."""
        return self._app.scraped

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer no more and free the port; a server that was never started is closed as well."""
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
        self._server.server_close()


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True
    block_on_close = False  # a slow client may not delay the end

    def server_bind(self) -> None:
        """Bind without asking a name server who we are, which can take seconds in a container."""
        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        self.socket.bind(self.server_address)
        self.server_address = self.socket.getsockname()
        self.server_name, self.server_port = str(self.server_address[0]), self.server_address[1]
        self.setup_environ()


class _ServerV6(_Server):
    address_family = socket.AF_INET6


class _QuietRequest(WSGIRequestHandler):
    timeout = _CLIENT_TIMEOUT_S

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: a line per probe would bury the lines that matter."""


class _App:
    """The WSGI application behind the port."""

    def __init__(
        self, health: Health, registry: CollectorRegistry, status: Callable[[], str]
    ) -> None:
        self._status = status
        self.scraped: float | None = None
        self._metrics = make_wsgi_app(registry)
        self._probes = {
            "/livez": health.live,
            "/readyz": health.ready,
            "/startupz": health.startup,
        }

    def __call__(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        guarded = _with_guards(respond)
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            return _reply(guarded, "405 Method Not Allowed", b"GET or HEAD\n")
        # `wsgiref` would send a body after HEAD, and the library's application refuses it.
        body = self._answer({**environ, "REQUEST_METHOD": "GET"}, guarded)
        return body if environ["REQUEST_METHOD"] == "GET" else []

    def _answer(self, environ: WSGIEnvironment, respond: StartResponse) -> Iterable[bytes]:
        path = environ.get("PATH_INFO", "/")
        if path == "/metrics":
            made_at = time.monotonic()
            return _Told(self._metrics(environ, respond), lambda: self._was_scraped(made_at))
        if path in self._probes:
            verdict = self._probes[path]()
            status = "200 OK" if verdict.ok else "503 Service Unavailable"
            return _reply(respond, status, _as_json(verdict), "application/json")
        if path == "/":
            return _reply(respond, "200 OK", self._status().encode(), _HTML)
        return _reply(respond, "404 Not Found", b"no such page; / links to them\n")

    def _was_scraped(self, made_at: float) -> None:
        self.scraped = made_at


class _Told(list[bytes]):
    """An answer that says when it has gone out: WSGI closes what it was given."""

    def __init__(self, body: Iterable[bytes], gone_out: Callable[[], None]) -> None:
        super().__init__(body)
        self.close = gone_out


def _with_guards(respond: StartResponse) -> StartResponse:
    """The same, with the headers that every answer has, whoever makes it."""

    def guarded(
        status: str, headers: list[tuple[str, str]], exc_info: Any = None, /
    ) -> Callable[[bytes], object]:
        return respond(status, [*headers, *_GUARDS], exc_info)

    return guarded


def _reply(
    respond: StartResponse, status: str, body: bytes, kind: str = "text/plain; charset=utf-8"
) -> list[bytes]:
    headers = [("Content-Type", kind), ("Content-Length", str(len(body)))]
    respond(status, [*headers, ("Cache-Control", "no-store")])
    return [body]


def _as_json(verdict: Verdict) -> bytes:
    checks = {name: check._asdict() for name, check in verdict.reasons.items()}
    return json.dumps({"ok": verdict.ok, "checks": checks}).encode() + b"\n"
