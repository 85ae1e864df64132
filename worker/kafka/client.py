"""How every client of this project reaches the brokers: addresses, TLS, SASL.

Decides nothing that depends on whether it reads or writes. Must not know spaCy or processes.
"""

from typing import Any

from kafka.net.sasl.oauth import AbstractTokenProvider
from kafka.record import util as kafka_checksums

from worker.failures import KafkaUnavailable
from worker.settings import KafkaSettings


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Hands out the token of the settings, read from its file again whenever a client asks."""

    def __init__(self, settings: KafkaSettings) -> None:
        super().__init__()
        self._settings = settings

    def token(self) -> str:
        return self._settings.current_sasl_oauth_token()


def connection(settings: KafkaSettings, role: str) -> dict[str, Any]:
    """The keyword arguments that consumer, producer and admin client share."""
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers.split(","),
        "client_id": f"{settings.client_id}-{role}",
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": round(settings.request_timeout_s * 1000),
        "bootstrap_timeout_ms": round(settings.request_timeout_s * 1000),
        "reconnect_backoff_max_ms": 2_000,
    }
    if "SSL" in settings.security_protocol:
        arguments |= {
            "ssl_cafile": _text(settings.ssl_cafile),
            "ssl_certfile": _text(settings.ssl_certfile),
            "ssl_keyfile": _text(settings.ssl_keyfile),
            "ssl_password": _secret(settings.ssl_key_password),
            "ssl_check_hostname": settings.ssl_check_hostname,
        }
    if settings.security_protocol.startswith("SASL"):
        arguments["sasl_mechanism"] = settings.sasl_mechanism
        if settings.sasl_mechanism == "OAUTHBEARER":
            arguments["sasl_oauth_token_provider"] = _TokenProvider(settings)
        else:
            arguments["sasl_plain_username"] = settings.sasl_username
            arguments["sasl_plain_password"] = _secret(settings.sasl_password)
    return arguments


def unavailable(settings: KafkaSettings, doing: str, error: Exception) -> KafkaUnavailable:
    """The error as an operator reads it: where, while doing what, and why."""
    why = f"{type(error).__name__}: {error}" if str(error) else type(error).__name__
    return KafkaUnavailable(f"{doing} at {settings.bootstrap_servers}: {why}")


def require_fast_checksums() -> None:
    """Refuse to run on pure-Python checksums: 20 ms a page instead of 20 µs.

    Raises KafkaUnavailable when the C implementation that the lock brings is missing.
    """
    if kafka_checksums.crc32c_c is None:
        raise KafkaUnavailable(
            "the package crc32c is missing: install with 'pip install \"kafka-python[crc32c]\"'"
        )


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _secret(secret: Any) -> str | None:
    return None if secret is None else secret.get_secret_value()
