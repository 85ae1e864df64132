"""Why a connection failed, and which setting to look at.

Decides which setting a failure points to. The client tells the reason to its log alone, and what
it raises in the end says that time is up; so its log is listened to. Must not know the values of
settings: nothing secret can get into a message from here.
"""

import logging
import re
import time

from kafka.errors import KafkaTimeoutError, RequestTimedOutError

_OTHER_PROTOCOL = "the listener there may speak another PAGEWIRE_SECURITY_PROTOCOL"
# What the client says in such a case -> what to do. The first that fits, so the order matters.
_ADVICE = (
    (
        "Hostname mismatch|IP address mismatch",
        "PAGEWIRE_BOOTSTRAP_SERVERS has to name the brokers as their certificates do",
    ),
    (
        "CERTIFICATE_VERIFY_FAILED",
        "PAGEWIRE_SSL_CAFILE has to be the authority that signed the brokers' certificates",
    ),
    (
        r"ALERT_\w*CERTIFICATE|ALERT_UNKNOWN_CA",
        "the brokers want a certificate that they trust: PAGEWIRE_SSL_CERTFILE",
    ),
    (
        "PEM lib|X509",
        "PAGEWIRE_SSL_CAFILE, PAGEWIRE_SSL_CERTFILE, PAGEWIRE_SSL_KEYFILE or"
        " PAGEWIRE_SSL_KEY_PASSWORD cannot be used, or do not belong together",
    ),
    ("UNEXPECTED_EOF|WRONG_VERSION|InvalidReceiveError|IllegalSaslState", _OTHER_PROTOCOL),
    ("UnsupportedSaslMechanism", "the brokers want another PAGEWIRE_SASL_MECHANISM"),
    ("no token to log in with", "look at PAGEWIRE_SASL_OAUTH_TOKEN_FILE"),
)
_BY_PASSWORD = "PAGEWIRE_SASL_USERNAME, PAGEWIRE_SASL_PASSWORD"
_BY_TOKEN = "PAGEWIRE_SASL_OAUTH_TOKEN or what its file holds"
_REFUSED = "SaslAuthenticationFailed"
# A broker answers a refused login and hangs up: often the client sees the second alone. But one
# that goes away later hangs up as well, and then that says nothing of the settings.
_REFUSED_AT_FIRST = "SaslAuthenticationFailed|socket disconnected"
_TIME_IS_UP = (KafkaTimeoutError, RequestTimedOutError)


class Overheard(logging.Handler):
    """The last reason for which the client could not connect, as its log gave it."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._reason: BaseException | None = None
        self._at = 0.0

    def emit(self, record: logging.LogRecord) -> None:
        """Keep the exception that the line tells of."""
        for told in record.args or ():
            # That time is up is known anyway, and would hide why.
            if isinstance(told, Exception) and not isinstance(told, _TIME_IS_UP):
                self._reason, self._at = told, time.monotonic()

    def forget(self) -> None:
        """Start anew: what was heard before is not about the client that is made now."""
        self._reason = None

    def reason(self, within_s: float) -> BaseException | None:
        """What was heard in the last seconds, if anything."""
        return self._reason if time.monotonic() - self._at <= within_s else None


def advice(reason: str, sasl_mechanism: str | None, *, at_first: bool) -> str | None:
    """The settings to look at; None where the reason speaks for itself.

    `at_first`: the client has not been connected yet.
    """
    for pattern, what_to_do in _ADVICE:
        if re.search(pattern, reason):
            return what_to_do
    if re.search(_REFUSED_AT_FIRST if at_first else _REFUSED, reason):
        if sasl_mechanism is None:
            return _OTHER_PROTOCOL
        login = _BY_TOKEN if sasl_mechanism == "OAUTHBEARER" else _BY_PASSWORD
        return f"the login was refused, it seems: check {login} and PAGEWIRE_SASL_MECHANISM"
    return None
