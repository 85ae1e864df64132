"""Health: what makes a worker alive, ready and started, and what the port says about it."""

import gzip
import json
import socket
import time
import urllib.error
import urllib.request

import pytest
from prometheus_client import CollectorRegistry, Gauge

from worker.failures import BadSettings
from worker.health import Health, HealthServer

ONE, TWO = ("raw-pages", 1), ("raw-pages", 2)


class Clock:
    def __init__(self) -> None:
        self.now_s = 1000.0

    def __call__(self) -> float:
        return self.now_s

    def advance(self, seconds: float) -> None:
        self.now_s += seconds


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def health(clock) -> Health:
    return Health(stall_limit_s=90, progress_limit_s=300, clock=clock)


def broken(verdict) -> set[str]:
    assert verdict.ok == all(check.ok for check in verdict.reasons.values())
    return {name for name, check in verdict.reasons.items() if not check.ok}


def test_worker_whose_loop_hangs_is_not_alive_at_half_the_stall_limit(health, clock):
    clock.advance(44.9)
    assert health.live().ok
    clock.advance(0.1)
    assert broken(health.live()) == {"tick"}
    assert health.tick_age_s() == pytest.approx(45.0)
    health.ticked()
    assert health.live().ok


def run_for(health, clock, seconds: float) -> None:
    clock.advance(seconds)
    health.ticked()


def test_worker_with_lag_that_commits_nothing_is_not_alive(health, clock):
    health.assigned([ONE])
    health.progress(ONE, 10, 5)
    run_for(health, clock, 299)
    assert health.live().ok
    run_for(health, clock, 1)
    assert broken(health.live()) == {"commit", "progress of raw-pages-1"}


def test_worker_without_lag_is_alive_for_ever(health, clock):
    health.assigned([ONE])
    health.progress(ONE, 10, 0)
    run_for(health, clock, 100_000)
    health.progress(ONE, 10, 0)
    assert health.live().ok


def test_page_after_hours_of_quiet_has_the_whole_limit(health, clock):
    health.assigned([ONE])
    health.committed()
    health.progress(ONE, 10, 0)
    run_for(health, clock, 100_000)
    health.progress(ONE, 10, 1)
    assert health.live().ok
    run_for(health, clock, 301)
    health.progress(ONE, 10, 1)
    assert not health.live().ok


def test_one_stuck_partition_is_seen_beside_a_moving_one(health, clock):
    health.assigned([ONE, TWO])
    for step in range(31):
        health.progress(ONE, step, 1000)
        health.progress(TWO, 7, 1000)
        health.committed()
        run_for(health, clock, 10)
    assert broken(health.live()) == {"progress of raw-pages-2"}
    assert health.live().reasons["progress of raw-pages-2"].detail.startswith("1000 records behind")
    health.revoked([TWO])
    assert health.live().ok


def test_new_assignment_of_a_partition_starts_its_clock_again(health, clock):
    health.assigned([ONE])
    health.progress(ONE, 5, 9)
    run_for(health, clock, 299)
    health.committed()
    health.revoked([ONE])
    health.assigned([ONE])
    health.progress(ONE, 5, 9)
    run_for(health, clock, 299)
    assert health.live().ok


def test_late_report_of_a_revoked_partition_is_ignored(health, clock):
    health.progress(ONE, 5, 9)
    run_for(health, clock, 1000)
    assert health.live().ok


def test_ready_needs_warm_processes_and_an_assignment_even_an_empty_one(health):
    assert broken(health.ready()) == {"processes", "assignment"}
    health.pool_ready(True)
    assert broken(health.ready()) == {"assignment"}
    health.assigned([])
    assert health.ready().ok
    health.pool_ready(False)
    assert broken(health.ready()) == {"processes"}


def test_draining_worker_is_alive_but_not_ready(health):
    health.pool_ready(True)
    health.assigned([ONE])
    health.draining()
    assert broken(health.ready()) == {"intake"}
    assert health.live().ok


def test_startup_stays_over(health):
    assert not health.startup().ok
    health.started()
    health.pool_ready(False)
    assert health.startup().ok


@pytest.fixture
def server(health):
    registry = CollectorRegistry()
    Gauge("pagewire_sample", "A sample.", registry=registry).set(7)
    server = HealthServer("127.0.0.1", 0, health, registry, lambda: "<!doctype html>é")
    server.start()
    yield server
    server.stop()


def ask(server, path: str, method: str = "GET", **headers: str):
    url = f"http://127.0.0.1:{server.port}{path}"
    request = urllib.request.Request(url, method=method, headers=headers)
    try:
        with urllib.request.urlopen(request, timeout=5) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        return error.code, error.headers, error.read()


def test_probe_answers_with_status_and_reasons(server, health):
    status, headers, body = ask(server, "/readyz")
    assert (status, headers["Content-Type"]) == (503, "application/json")
    answer = json.loads(body)
    assert answer["ok"] is False
    assert answer["checks"]["assignment"] == {
        "ok": False,
        "detail": "the group has not assigned anything yet",
    }
    health.pool_ready(True)
    health.assigned([ONE])
    assert ask(server, "/readyz")[0] == 200
    assert ask(server, "/livez")[0] == 200
    assert ask(server, "/startupz")[0] == 503
    health.started()
    assert ask(server, "/startupz?verbose=1")[0] == 200


def test_metrics_are_on_the_same_port_and_compress(server):
    status, _, body = ask(server, "/metrics")
    assert status == 200
    assert b"pagewire_sample 7.0" in body
    status, headers, packed = ask(server, "/metrics", **{"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed) == body


def test_scrape_is_known_once_it_has_gone_out_and_by_when_it_was_made(server):
    ask(server, "/livez")
    ask(server, "/metrics", "HEAD")
    assert [server.scraped] == [None]
    before = time.monotonic()
    ask(server, "/metrics")
    while server.scraped is None:  # the client may have it all before the server knows
        time.sleep(0.01)
    assert before < server.scraped < time.monotonic()


def test_root_is_the_page_for_people_and_other_paths_are_not_found(server):
    status, headers, body = ask(server, "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert headers["Cache-Control"] == "no-store"
    assert body.decode() == "<!doctype html>é"
    assert ask(server, "/metricsx")[0] == 404
    assert ask(server, "/livez", "POST")[0] == 405


@pytest.mark.parametrize("path", ["/", "/livez", "/metrics", "/nowhere"])
def test_no_answer_may_be_framed_run_or_guessed_at(server, path):
    _, headers, _ = ask(server, path)
    (policy,) = headers.get_all("Content-Security-Policy")
    assert {"default-src 'none'", "frame-ancestors 'none'"} <= set(policy.split("; "))
    assert headers.get_all("X-Content-Type-Options") == ["nosniff"]


@pytest.mark.parametrize("path", ["/livez", "/metrics"])
def test_head_has_the_status_and_no_body(server, path):
    with socket.create_connection(("127.0.0.1", server.port), timeout=5) as connection:
        connection.sendall(f"HEAD {path} HTTP/1.0\r\n\r\n".encode())
        with connection.makefile("rb") as answer:
            head, _, body = answer.read().partition(b"\r\n\r\n")
    assert b" 200 OK" in head.splitlines()[0]
    assert body == b""


def test_silent_client_does_not_delay_others_or_the_end(server):
    with socket.create_connection(("127.0.0.1", server.port)):
        assert ask(server, "/livez")[0] == 200
        server.stop()


def test_port_in_use_is_a_mistake_with_a_hint(server, health):
    with pytest.raises(BadSettings) as caught:
        HealthServer("127.0.0.1", server.port, health, CollectorRegistry(), str)
    assert f"PAGEWIRE_HTTP_PORT={server.port}" in str(caught.value)
    assert "or to 0 for a free one" in str(caught.value)


def test_address_of_another_machine_is_a_mistake(health):
    with pytest.raises(BadSettings, match=r"PAGEWIRE_HTTP_HOST=192\.0\.2\.1"):
        HealthServer("192.0.2.1", 0, health, CollectorRegistry(), str)


def test_server_that_was_never_started_frees_its_port(health):
    first = HealthServer("127.0.0.1", 0, health, CollectorRegistry(), str)
    first.stop()
    HealthServer("127.0.0.1", first.port, health, CollectorRegistry(), str).stop()
