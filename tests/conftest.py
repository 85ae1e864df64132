"""What every test may count on: no settings of the developer's shell, services there or a word why.

A missing service fails where CI is set, because there nobody would notice a skip; on a laptop it
skips and says how to get it.
"""

import logging
import os
import shutil
from collections.abc import Iterator

import pytest

from deploy.local.broker import Broker
from tests import chromium
from tests.chromium import Chromium

# By the marker of the tests that need them: the programs, and how to get them.
NEEDED = {
    "kafka": (
        ("java", "mvn"),
        "install Java 17 or newer and Maven (Debian: openjdk-17-jre-headless maven)",
    ),
    "prometheus": (
        ("prometheus", "promtool"),
        "install Prometheus 2.42 or newer (Debian: prometheus)",
    ),
    "chromium": (
        (chromium.PROGRAM,),
        "install Chromium's headless shell (Debian: chromium-headless-shell)",
    ),
}


def in_ci() -> bool:
    """Whether a missing service is a failure: `CI` is set to anything but nothing, 0 or false."""
    return os.environ.get("CI", "").lower() not in {"", "0", "false"}


def pytest_runtest_setup(item: pytest.Item) -> None:
    for marker, (programs, how_to_get_them) in NEEDED.items():
        missing = [program for program in programs if shutil.which(program) is None]
        if missing and item.get_closest_marker(marker):
            word = f"real {marker.capitalize()} needs {' and '.join(missing)}: {how_to_get_them}"
            pytest.fail(word, pytrace=False) if in_ci() else pytest.skip(word)


@pytest.fixture(autouse=True)
def _no_settings_from_the_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    for key in [key for key in os.environ if key.startswith("PAGEWIRE_")]:
        monkeypatch.delenv(key)


@pytest.fixture(autouse=True)
def _client_is_heard_again() -> Iterator[None]:
    """A command run in this process silences the client's log for the process it thinks it owns."""
    yield
    logging.getLogger("kafka").propagate = True


@pytest.fixture(scope="session")
def broker() -> Iterator[Broker]:
    """One real Kafka for all tests that do not end it; each takes topics of its own."""
    with Broker() as running:
        yield running


@pytest.fixture
def own_broker() -> Iterator[Broker]:
    """A Kafka for a test that suspends or kills it."""
    with Broker() as running:
        yield running


@pytest.fixture(scope="session")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Chromium]:
    """One real browser for all tests; each opens tabs of its own."""
    with Chromium(tmp_path_factory.mktemp("chromium")) as running:
        yield running
