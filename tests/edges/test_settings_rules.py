"""Settings: what must hold between them, and how sizes, durations and CPUs are read."""

import pytest

from worker.failures import BadSettings
from worker.settings import load_settings
from worker.settings.rules import RULES
from worker.settings.units import parse_duration, parse_size, usable_cpus

MIB = 1024 * 1024

# What breaks each rule, and nothing else: every one is a single mistake.
BROKEN: dict[str, dict[str, object]] = {
    "the three topics differ": {"output_topic": "raw-pages"},
    "page_max_bytes <= in_flight_max_bytes": {"page_max_bytes": "1GiB"},
    "fetch_max_bytes <= in_flight_max_bytes / 2": {"fetch_max_bytes": "33MiB"},
    "batch_max_bytes <= in_flight_max_bytes": {"batch_max_bytes": "1GiB"},
    "batch_pages <= in_flight_pages": {"in_flight_pages": 15, "commit_pages": 15},
    "commit_pages <= in_flight_pages": {"commit_pages": 257},
    "delivery_timeout_s > request_timeout_s": {"delivery_timeout_s": 20},
    "transaction_timeout_s > delivery_timeout_s + request_timeout_s": {"transaction_timeout_s": 50},
    "stall_limit_s > delivery_timeout_s + 3 * request_timeout_s": {"stall_limit_s": 90},
    "max_poll_interval_s > stall_limit_s": {"max_poll_interval_s": 100},
    "max_poll_interval_s >= session_timeout_s": {"session_timeout_s": 301},
    "progress_limit_s > (1 + batch_pages) * page_deadline_s + commit_interval_s": {
        "progress_limit_s": 510.5
    },
    "sasl_mechanism is set exactly with a SASL_ security_protocol": {
        "security_protocol": "SASL_SSL"
    },
    "PLAIN and SCRAM have sasl_username and sasl_password": {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "PLAIN",
        "sasl_username": "ada",
    },
    "OAUTHBEARER, and nothing else, has either sasl_oauth_token or sasl_oauth_token_file": {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
    },
    "ssl_ files go with the security_protocol SSL or SASL_SSL": {"ssl_cafile": __file__},
    "ssl_keyfile and ssl_key_password come with ssl_certfile": {
        "security_protocol": "SSL",
        "ssl_keyfile": __file__,
    },
    **{
        f"{key} is a file that can be read": {"security_protocol": "SSL", key: "/no/such.pem"}
        for key in ("ssl_cafile", "ssl_certfile")
    },
    "ssl_keyfile is a file that can be read": {
        "security_protocol": "SSL",
        "ssl_certfile": __file__,
        "ssl_keyfile": "/no/such.pem",
    },
    "site_lines is a file that can be read": {"site_lines": "/no/such"},
    "gazetteer is a file that can be read": {"gazetteer": "/no/such"},
    "sasl_oauth_token_file is a file that can be read": {
        "security_protocol": "SASL_SSL",
        "sasl_mechanism": "OAUTHBEARER",
        "sasl_oauth_token_file": "/no/such",
    },
}


@pytest.mark.parametrize("says", BROKEN)
def test_rule_is_held(says):
    with pytest.raises(BadSettings) as caught:
        load_settings({}, None, BROKEN[says])
    head, only = str(caught.value).splitlines()
    assert head == "1 mistake in the settings:"
    assert f"it must hold that {says}; otherwise " in only


def test_codec_that_is_not_installed_is_a_mistake(monkeypatch):
    monkeypatch.setattr("importlib.util.find_spec", lambda name: None)
    with pytest.raises(BadSettings, match="it must hold that compression is installed"):
        load_settings({"PAGEWIRE_COMPRESSION": "zstd"})
    assert load_settings({"PAGEWIRE_COMPRESSION": "GZIP"}).kafka.compression == "gzip"


def test_every_rule_is_tested():
    assert {rule.says for rule in RULES} - BROKEN.keys() == {"compression is installed"}


@pytest.mark.parametrize(
    ("text", "size"),
    [("65536", 65536), ("64KiB", 65536), ("10 mb", 10**7), ("1.5GiB", 3 * 512 * MIB), (7, 7)],
)
def test_size_is_read(text, size):
    assert parse_size(text) == size


@pytest.mark.parametrize(
    ("text", "seconds"), [("30", 30), ("0.5", 0.5), ("250ms", 0.25), ("5m", 300), ("1 h", 3600)]
)
def test_duration_is_read(text, seconds):
    assert parse_duration(text) == seconds


@pytest.mark.parametrize("text", ["", "x", "-1", "1e3", "nan", "5 parsecs", "1.5"])
def test_what_is_no_size_is_refused(text):
    with pytest.raises(ValueError, match="write bytes"):
        parse_size(text)


@pytest.mark.parametrize(
    ("content", "most"), [("150000 100000", 2), ("10000 100000", 1), ("max 100000", None)]
)
def test_cpu_quota_of_the_container_counts(tmp_path, content, most):
    quota = tmp_path / "cpu.max"
    unlimited = usable_cpus(tmp_path / "none")
    quota.write_text(content)
    assert usable_cpus(quota) == min(unlimited, most or unlimited)
