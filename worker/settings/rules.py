"""What must hold between settings, as a table that checks itself and is printed in the docs.

Decides which combinations are mistakes and what they would lead to. Must not know where values
come from.
"""

import importlib.util
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from worker.settings.connection import KafkaSettings
from worker.settings.groups import Settings

_COMPRESSION_MODULES = {"snappy": "snappy", "lz4": "lz4", "zstd": "zstandard"}
_SSL_KEYS = ("ssl_cafile", "ssl_certfile", "ssl_keyfile", "ssl_key_password")
_FILE_KEYS = ("ssl_cafile", "ssl_certfile", "ssl_keyfile", "sasl_oauth_token_file")


@dataclass(frozen=True, slots=True)
class Rule:
    """`says` must hold; `otherwise` is what would happen."""

    keys: tuple[str, ...]
    says: str
    otherwise: str
    holds: Callable[[Settings], bool]


def _topics_differ(settings: Settings) -> bool:
    kafka = settings.kafka
    return len({kafka.input_topic, kafka.output_topic, kafka.dead_letter_topic}) == 3


def _compression_installed(settings: Settings) -> bool:
    module = _COMPRESSION_MODULES.get(settings.kafka.compression)
    return module is None or importlib.util.find_spec(module) is not None


def _uses_sasl(kafka: KafkaSettings) -> bool:
    return kafka.security_protocol.startswith("SASL_")


def _password_login_complete(settings: Settings) -> bool:
    kafka = settings.kafka
    if kafka.sasl_mechanism in (None, "OAUTHBEARER"):
        return True
    return kafka.sasl_username is not None and kafka.sasl_password is not None


def _token_login_complete(settings: Settings) -> bool:
    kafka = settings.kafka
    given = [kafka.sasl_oauth_token, kafka.sasl_oauth_token_file]
    if kafka.sasl_mechanism != "OAUTHBEARER":
        return given == [None, None]
    return sum(value is not None for value in given) == 1


def _tls_only_with_tls(settings: Settings) -> bool:
    kafka = settings.kafka
    given = any(getattr(kafka, key) is not None for key in _SSL_KEYS)
    return kafka.security_protocol in ("SSL", "SASL_SSL") or not given


def _key_has_certificate(settings: Settings) -> bool:
    kafka = settings.kafka
    has_key = kafka.ssl_keyfile is not None or kafka.ssl_key_password is not None
    return kafka.ssl_certfile is not None or not has_key


def _is_readable(path: Path) -> bool:
    return path.is_file() and os.access(path, os.R_OK)


def _file_readable(key: str) -> Callable[[Settings], bool]:
    def readable(settings: Settings) -> bool:
        path = getattr(settings.kafka, key)
        return path is None or _is_readable(path)

    return readable


def _file_rules() -> Iterator[Rule]:
    for key in _FILE_KEYS:
        yield Rule(
            (key,),
            f"{key} is a file that can be read",
            "the connection to Kafka would fail",
            _file_readable(key),
        )


RULES: tuple[Rule, ...] = (
    Rule(
        ("input_topic", "output_topic", "dead_letter_topic"),
        "the three topics differ",
        "the worker would read what it wrote, for ever",
        _topics_differ,
    ),
    Rule(
        ("page_max_bytes", "in_flight_max_bytes"),
        "page_max_bytes <= in_flight_max_bytes",
        "the largest page could never be admitted",
        lambda s: s.pipeline.page_max_bytes <= s.flow.in_flight_max_bytes,
    ),
    Rule(
        ("fetch_max_bytes", "in_flight_max_bytes"),
        "fetch_max_bytes <= in_flight_max_bytes / 2",
        "intake pauses while one more fetch would overrun the budget: it would hardly ever run",
        lambda s: 2 * s.kafka.fetch_max_bytes <= s.flow.in_flight_max_bytes,
    ),
    Rule(
        ("batch_max_bytes", "in_flight_max_bytes"),
        "batch_max_bytes <= in_flight_max_bytes",
        "one batch could overrun the budget",
        lambda s: s.pool.batch_max_bytes <= s.flow.in_flight_max_bytes,
    ),
    Rule(
        ("batch_pages", "in_flight_pages"),
        "batch_pages <= in_flight_pages",
        "a batch could never be filled",
        lambda s: s.pool.batch_pages <= s.flow.in_flight_pages,
    ),
    Rule(
        ("commit_pages", "in_flight_pages"),
        "commit_pages <= in_flight_pages",
        "that many pages could never wait for a commit, and the setting would do nothing",
        lambda s: s.flow.commit_pages <= s.flow.in_flight_pages,
    ),
    Rule(
        ("delivery_timeout_s", "request_timeout_s"),
        "delivery_timeout_s > request_timeout_s",
        "one lost request would use up the whole delivery time, with no retry left",
        lambda s: s.kafka.delivery_timeout_s > s.kafka.request_timeout_s,
    ),
    Rule(
        ("transaction_timeout_s", "delivery_timeout_s", "request_timeout_s"),
        # As long as records are waited for: see `await_delivery`.
        "transaction_timeout_s > delivery_timeout_s + request_timeout_s",
        "the broker would abort a transaction whose records are still waited for, and the worker"
        " would end instead of sending them again",
        lambda s: (
            s.kafka.transaction_timeout_s > s.kafka.delivery_timeout_s + s.kafka.request_timeout_s
        ),
    ),
    Rule(
        ("stall_limit_s", "delivery_timeout_s", "request_timeout_s"),
        # One turn of the loop: the records of a commit, which are waited for a request longer than
        # they have, its end or its undoing, the ends of the partitions.
        "stall_limit_s > delivery_timeout_s + 3 * request_timeout_s",
        "one slow commit and one slow look at the lag would pass for a loop that hangs",
        lambda s: s.flow.stall_limit_s > s.kafka.delivery_timeout_s + 3 * s.kafka.request_timeout_s,
    ),
    Rule(
        ("max_poll_interval_s", "stall_limit_s"),
        "max_poll_interval_s > stall_limit_s",
        "the group would take the partitions away before the watchdog ends a hung worker",
        lambda s: s.kafka.max_poll_interval_s > s.flow.stall_limit_s,
    ),
    Rule(
        ("max_poll_interval_s", "session_timeout_s"),
        "max_poll_interval_s >= session_timeout_s",
        "a member that still sends heartbeats would be thrown out for not polling",
        lambda s: s.kafka.max_poll_interval_s >= s.kafka.session_timeout_s,
    ),
    Rule(
        ("progress_limit_s", "batch_pages", "page_deadline_s", "commit_interval_s"),
        "progress_limit_s > (1 + batch_pages) * page_deadline_s + commit_interval_s",
        "a batch whose pages all reach the deadline, once together and then each alone, would look"
        " like a stall",
        lambda s: (
            s.service.progress_limit_s
            > (1 + s.pool.batch_pages) * s.pool.page_deadline_s + s.flow.commit_interval_s
        ),
    ),
    Rule(
        ("compression",),
        "compression is installed",
        "the client would not start; the packages are lz4, zstandard and python-snappy",
        _compression_installed,
    ),
    Rule(
        ("security_protocol", "sasl_mechanism"),
        "sasl_mechanism is set exactly with a SASL_ security_protocol",
        "the login would be missing, or given and ignored",
        lambda s: _uses_sasl(s.kafka) == (s.kafka.sasl_mechanism is not None),
    ),
    Rule(
        ("sasl_mechanism", "sasl_username", "sasl_password"),
        "PLAIN and SCRAM have sasl_username and sasl_password",
        "the login would lack its name or its password",
        _password_login_complete,
    ),
    Rule(
        ("sasl_mechanism", "sasl_oauth_token", "sasl_oauth_token_file"),
        "OAUTHBEARER, and nothing else, has either sasl_oauth_token or sasl_oauth_token_file",
        "the login would lack its token, or a token would be ignored",
        _token_login_complete,
    ),
    Rule(
        ("security_protocol", *_SSL_KEYS),
        "ssl_ files go with the security_protocol SSL or SASL_SSL",
        "they would be ignored, and the traffic would be readable",
        _tls_only_with_tls,
    ),
    Rule(
        ("ssl_certfile", "ssl_keyfile", "ssl_key_password"),
        "ssl_keyfile and ssl_key_password come with ssl_certfile",
        "a key alone would be ignored",
        _key_has_certificate,
    ),
    *_file_rules(),
    Rule(
        ("site_lines",),
        "site_lines is a file that can be read",
        "the worker could not know what sites repeat",
        lambda s: s.pipeline.site_lines is None or _is_readable(s.pipeline.site_lines),
    ),
    Rule(
        ("gazetteer",),
        "gazetteer is a file that can be read",
        "the worker could not know your names",
        lambda s: s.pipeline.gazetteer is None or _is_readable(s.pipeline.gazetteer),
    ),
)
