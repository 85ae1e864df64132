"""TLS and SASL on real Kafka: each way in reaches consumer, producer and admin client.

And each way that is refused ends with code 4, a setting to look at, and no secret in the log.
"""

import base64
import contextlib
import json
import os
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from kafka import KafkaAdminClient
from kafka.admin import ScramMechanism, UserScramCredentialUpsertion

from deploy.local.broker import Broker
from tests.integration.certificates import Authority, Identity
from tests.integration.world import Worker, World, exactly_once
from worker.cli import main
from worker.failures import ExitCode

pytestmark = pytest.mark.kafka

USER, PASSWORD, KEY_PASSWORD = "worker", "open-sesame-1", "key-to-the-key-2"
WRONG = "close-sesame-3"
WAYS_IN = ("TLS", "MUTUAL TLS", "PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER")
LISTENERS = {"TLS": "SSL", "MUTUAL": "SSL", "LOGIN": "SASL_PLAINTEXT", "TLS_LOGIN": "SASL_SSL"}
_LOGIN_MODULE = "org.apache.kafka.common.security"
LOGINS = {
    "PLAIN": f'{_LOGIN_MODULE}.plain.PlainLoginModule required user_{USER}="{PASSWORD}";',
    "SCRAM-SHA-256": f"{_LOGIN_MODULE}.scram.ScramLoginModule required;",
    "SCRAM-SHA-512": f"{_LOGIN_MODULE}.scram.ScramLoginModule required;",
    "OAUTHBEARER": f"{_LOGIN_MODULE}.oauthbearer.OAuthBearerLoginModule required;",
}


@dataclass(frozen=True)
class Castle:
    """A broker behind several gates, and what opens them."""

    broker: Broker
    folder: Path
    authority: Authority
    client: Identity

    def way_in(self, name: str) -> dict[str, object]:
        """The settings that a client of one of WAYS_IN needs."""
        trust = {"ssl_cafile": self.authority.certificate}
        match name:
            case "TLS":
                return self.gate("TLS") | trust
            case "MUTUAL TLS":
                own = {"ssl_certfile": self.client.certificate, "ssl_keyfile": self.client.key}
                return self.gate("MUTUAL") | trust | own | {"ssl_key_password": KEY_PASSWORD}
            case "OAUTHBEARER":
                given = {"sasl_oauth_token_file": self.folder / "token"}
                replace(self.folder / "token", token(valid_s=600))
                return self.gate("TLS_LOGIN") | trust | {"sasl_mechanism": name} | given
        login = {"sasl_mechanism": name, "sasl_username": USER, "sasl_password": PASSWORD}
        if name == "PLAIN":
            return self.gate("LOGIN") | login
        return self.gate("TLS_LOGIN") | trust | login

    def gate(self, listener: str) -> dict[str, object]:
        """The settings that lead to a listener, and no further."""
        address = self.broker.address(listener)
        protocol = LISTENERS.get(listener, "PLAINTEXT")
        return {"bootstrap_servers": address, "security_protocol": protocol}


@pytest.fixture(scope="module")
def castle(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Castle]:
    folder = tmp_path_factory.mktemp("castle")
    authority = Authority(folder)
    server = authority.sign("broker", host="127.0.0.1")
    client = authority.sign("client", key_password=KEY_PASSWORD)
    properties = {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": str(server.both),
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": str(authority.certificate),
        "listener.name.mutual.ssl.client.auth": "required",
        "sasl.enabled.mechanisms": ",".join(LOGINS),
        "listener.name.login.sasl.enabled.mechanisms": "PLAIN",
        # A login lasts as long as its token, and no connection outlives it.
        "listener.name.tls_login.oauthbearer.connections.max.reauth.ms": "600000",
    }
    for mechanism, module in LOGINS.items():
        for listener in ("login", "tls_login"):
            prefix = f"listener.name.{listener}.{mechanism.lower()}"
            properties[f"{prefix}.sasl.jaas.config"] = module
    with Broker(listeners=LISTENERS, properties=properties) as broker:
        admin = KafkaAdminClient(bootstrap_servers=broker.bootstrap_servers)
        for kind in (ScramMechanism.SCRAM_SHA_256, ScramMechanism.SCRAM_SHA_512):
            user = UserScramCredentialUpsertion(USER, kind, PASSWORD, iterations=4096)
            assert admin.alter_user_scram_credentials([user]) == {USER: None}
        admin.close()
        yield Castle(broker, folder, authority, client)


def token(*, valid_s: float) -> str:
    """An unsigned token, as Kafka's own validator for development takes it."""
    claims = {"sub": USER, "iat": time.time() - 60, "exp": time.time() + valid_s}
    parts = [
        base64.urlsafe_b64encode(json.dumps(part).encode()) for part in ({"alg": "none"}, claims)
    ]
    return "".join(part.decode().rstrip("=") + "." for part in parts)


def replace(path: Path, text: str) -> None:
    """Never seen half written."""
    path.with_suffix(".new").write_text(text)
    os.replace(path.with_suffix(".new"), path)


@contextlib.contextmanager
def kept_fresh(path: Path, *, valid_s: float) -> Iterator[None]:
    """The file holds a token that is valid for about this long, as a sidecar would see to it."""
    enough = threading.Event()

    def renew() -> None:
        while not enough.wait(0.3):
            replace(path, token(valid_s=valid_s))

    replace(path, token(valid_s=valid_s))
    renewing = threading.Thread(target=renew)
    renewing.start()
    try:
        yield
    finally:
        enough.set()
        renewing.join()


@pytest.mark.parametrize("name", WAYS_IN)
def test_worker_and_commands_get_in(
    castle: Castle, name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(castle.broker.bootstrap_servers)
    settings = world.settings(cpu_processes=1, **castle.way_in(name))
    for key, value in settings.items():
        monkeypatch.setenv(key, value)
    pages = [tmp_path / f"{number}.txt" for number in range(3)]
    for page in pages:
        page.write_text("The harbour was quiet on Monday.")
    assert main(["publish", *map(str, pages)]) == 0
    assert main(["topics", "describe"]) == 0
    with Worker(settings, tmp_path / "log", "--until-drained") as worker:
        assert worker.wait() == 0, worker.log
    exactly_once(world.outcomes(), [(0, offset) for offset in range(len(pages))])
    assert world.committed()[0][0] == len(pages)
    assert main(["verify"]) == 0
    assert PASSWORD not in worker.log
    assert KEY_PASSWORD not in worker.log


def test_worker_outlives_its_token(castle: Castle, tmp_path: Path) -> None:
    world = World(castle.broker.bootstrap_servers)
    settings = world.settings(cpu_processes=1, **castle.way_in("OAUTHBEARER"))
    with (
        kept_fresh(castle.folder / "token", valid_s=2),
        Worker(settings, tmp_path / "log") as worker,
    ):
        sent = world.send([b"early"] * 5)
        world.wait_for(5, worker=worker)
        time.sleep(3)  # what it had to log in with is not valid any more
        sent += world.send([b"late"] * 5)
        exactly_once(world.wait_for(10, worker=worker), sent)
        worker.terminate()
        assert worker.wait() == 0, worker.log


def test_token_file_that_became_empty_ends_the_worker_in_good_order(
    castle: Castle, tmp_path: Path
) -> None:
    world = World(castle.broker.bootstrap_servers)
    settings = world.settings(cpu_processes=1, **castle.way_in("OAUTHBEARER"))
    with Worker(settings, tmp_path / "log") as worker:
        with kept_fresh(castle.folder / "token", valid_s=2):
            sent = world.send([b"page"])
            world.wait_for(1, worker=worker)
        replace(castle.folder / "token", "")
        assert worker.wait() == ExitCode.KAFKA_UNAVAILABLE, worker.log
    assert "Traceback" not in worker.log
    assert "look at PAGEWIRE_SASL_OAUTH_TOKEN_FILE" in why_it_stopped(worker.log)
    exactly_once(world.outcomes(), sent)


@pytest.mark.parametrize(
    ("name", "changed", "look_at"),
    [
        ("PLAIN", {"sasl_password": WRONG}, "PAGEWIRE_SASL_PASSWORD"),
        ("TLS", {"ssl_cafile": "{folder}/stranger.pem"}, "PAGEWIRE_SSL_CAFILE"),
    ],
)
def test_refused_worker_says_what_to_look_at_and_keeps_its_secrets(
    castle: Castle, tmp_path: Path, name: str, changed: dict[str, str], look_at: str
) -> None:
    Authority(tmp_path, "stranger")
    world = World(castle.broker.bootstrap_servers)
    settings = world.settings(**castle.way_in(name), request_timeout_s=1, log_level="debug") | {
        f"PAGEWIRE_{k.upper()}": v.format(folder=tmp_path) for k, v in changed.items()
    }
    sent = world.send([b"page"])
    with Worker(settings, tmp_path / "log") as worker:
        assert worker.wait() == ExitCode.KAFKA_UNAVAILABLE, worker.log
    assert look_at in why_it_stopped(worker.log)
    for secret in (PASSWORD, WRONG, base64.b64encode(WRONG.encode()).decode()):
        assert secret not in worker.log
    assert (len(sent), world.outcomes(), world.committed()) == (1, [], {})


@pytest.mark.parametrize(
    ("name", "changed", "look_at"),
    [
        ("SCRAM-SHA-256", {"sasl_password": WRONG}, "PAGEWIRE_SASL_PASSWORD"),
        ("SCRAM-SHA-512", {"sasl_username": "nobody"}, "PAGEWIRE_SASL_USERNAME"),
        ("PLAIN", {"sasl_mechanism": "SCRAM-SHA-256"}, "PAGEWIRE_SASL_MECHANISM"),
        ("OAUTHBEARER", {}, "PAGEWIRE_SASL_OAUTH_TOKEN"),
        ("MUTUAL TLS", {"ssl_key_password": WRONG}, "PAGEWIRE_SSL_KEY_PASSWORD"),
        ("MUTUAL TLS", {"ssl_key_password": ""}, "PAGEWIRE_SSL_KEY_PASSWORD"),
        ("TLS", {"bootstrap_servers": "{MUTUAL}"}, "PAGEWIRE_SSL_CERTFILE"),
        ("TLS", {"bootstrap_servers": "{PLAINTEXT}"}, "PAGEWIRE_SECURITY_PROTOCOL"),
        ("PLAIN", {"bootstrap_servers": "{PLAINTEXT}"}, "PAGEWIRE_SECURITY_PROTOCOL"),
    ],
)
def test_refused_command_says_what_to_look_at_and_keeps_its_secrets(
    castle: Castle,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
    name: str,
    changed: dict[str, str],
    look_at: str,
) -> None:
    way_in = castle.way_in(name)
    replace(castle.folder / "token", token(valid_s=-10))
    addresses = {
        listener: castle.broker.address(listener) for listener in ("PLAINTEXT", *LISTENERS)
    }
    for key, value in {**way_in, **changed, "request_timeout_s": "1"}.items():
        monkeypatch.setenv(f"PAGEWIRE_{key.upper()}", str(value).format(**addresses))
    assert main(["topics", "describe"]) == ExitCode.KAFKA_UNAVAILABLE
    said = capfd.readouterr().err
    assert look_at in why_it_failed(said)
    for secret in (PASSWORD, KEY_PASSWORD, WRONG):
        assert secret not in said


def test_certificate_has_to_name_the_host_unless_told_otherwise(
    castle: Castle, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    by_name = castle.broker.address("TLS").replace("127.0.0.1", "localhost")
    way_in = {**castle.way_in("TLS"), "bootstrap_servers": by_name, "request_timeout_s": 1}
    for key, value in World(castle.broker.bootstrap_servers).settings(**way_in).items():
        monkeypatch.setenv(key, value)
    assert main(["topics", "describe"]) == ExitCode.KAFKA_UNAVAILABLE
    assert "PAGEWIRE_BOOTSTRAP_SERVERS" in why_it_failed(capfd.readouterr().err)
    monkeypatch.setenv("PAGEWIRE_SSL_CHECK_HOSTNAME", "false")
    assert main(["topics", "describe"]) == 0


def why_it_stopped(log: str) -> str:
    """What the worker's log gives as its reason; a client's thread may have had the last word."""
    events = [json.loads(line) for line in log.splitlines() if line.startswith("{")]
    (reason,) = [event["message"] for event in events if event["event"] == "WorkerStopped"]
    return str(reason)


def why_it_failed(said: str) -> str:
    (line,) = [line for line in said.splitlines() if line.startswith("pagewire: ")]
    return line
