"""How every client of this project reaches the brokers: addresses, TLS, SASL.

Decides nothing that depends on whether it reads or writes. Must not know spaCy or processes.
"""

import logging
from typing import Any

from kafka.errors import KafkaConnectionError, KafkaTimeoutError
from kafka.net.sasl.oauth import AbstractTokenProvider
from kafka.record import util as kafka_checksums

from worker.failures import KafkaUnavailable
from worker.kafka.refusals import Overheard, advice
from worker.settings import KafkaSettings

_RECONNECT_MAX_S = 2.0
_overheard = Overheard()


class _TokenProvider(AbstractTokenProvider):  # type: ignore[misc]
    """Hands out the token of the settings, read from its file again whenever a client asks.

    The client knows what to do about a failed connection: try again, or end with KafkaError. Any
    other exception, of a file that is gone or empty, would look like a fault of ours.
    """

    def __init__(self, settings: KafkaSettings) -> None:
        super().__init__()
        self._settings = settings

    def token(self) -> str:
        try:
            return self._settings.current_sasl_oauth_token()
        except (OSError, ValueError) as error:
            raise KafkaConnectionError(f"no token to log in with: {error}") from error


def connection(settings: KafkaSettings, role: str) -> dict[str, Any]:
    """The keyword arguments that consumer, producer and admin client share."""
    logging.getLogger("kafka").addHandler(_overheard)  # once, however often it is called
    _overheard.forget()
    arguments: dict[str, Any] = {
        "bootstrap_servers": settings.bootstrap_servers.split(","),
        "client_id": f"{settings.client_id}-{role}",
        "security_protocol": settings.security_protocol,
        "request_timeout_ms": round(settings.request_timeout_s * 1000),
        "bootstrap_timeout_ms": round(settings.request_timeout_s * 1000),
        "reconnect_backoff_max_ms": round(_RECONNECT_MAX_S * 1000),
    }
    if "SSL" in settings.security_protocol:
        arguments |= {
            "ssl_cafile": _text(settings.ssl_cafile),
            "ssl_certfile": _text(settings.ssl_certfile),
            "ssl_keyfile": _text(settings.ssl_keyfile),
            # Without any, OpenSSL would ask for the password of a locked key on the terminal.
            "ssl_password": _secret(settings.ssl_key_password) or "",
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
    """The error as an operator reads it: where, while doing what, why, and what to look at."""
    told = [_words(error)]
    if isinstance(error, KafkaTimeoutError):
        cause = _overheard.reason(within_s=settings.request_timeout_s + _RECONNECT_MAX_S)
        told += [_words(cause)] if cause else []
    at_first = "Unable to bootstrap" in told[0]
    what_to_do = advice(told[-1], settings.sasl_mechanism, at_first=at_first)
    told += [what_to_do] if what_to_do else []
    return KafkaUnavailable(f"{doing} at {settings.bootstrap_servers}: {'; '.join(told)}")


def require_fast_checksums() -> None:
    """Refuse to run on pure-Python checksums: 20 ms a page instead of 20 µs.

    Raises KafkaUnavailable when the C implementation that the lock brings is missing.
    """
    if kafka_checksums.crc32c_c is None:
        raise KafkaUnavailable(
            "the package crc32c is missing: install with 'pip install \"kafka-python[crc32c]\"'"
        )


def _words(error: BaseException) -> str:
    name, text = type(error).__name__, str(error)
    # This client's own errors mostly give their names themselves.
    return text if name in text else f"{name}: {text}".removesuffix(": ")


def _text(path: object) -> str | None:
    return None if path is None else str(path)


def _secret(secret: Any) -> str | None:
    return None if secret is None else secret.get_secret_value()
