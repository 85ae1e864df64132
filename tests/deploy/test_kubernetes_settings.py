"""The Kubernetes manifests give the worker what it needs: settings, memory, time, ports, names."""

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from prometheus_client import CollectorRegistry

from tests.deploy.manifests import ASKED, JOBS, OURS, ROOT, SERVING, only, workload
from tests.deploy.room import MIB, memory_bytes, time_to_stop_s
from worker import __version__, contract, watchdog
from worker.cli import make_parser
from worker.health import Health, HealthServer
from worker.settings import Settings, load_settings

# Of one CPU process: the least of docs/benchmarks.md on a processor with AMX.
PAGES_PER_S = 7
OBJECTIVE_S = 60  # of the latency, deploy/prometheus/rules
KUBELET_LOG = 5 * 10 * MIB  # of a container, by the defaults: five files of 10 MiB
DOCKERFILE = (ROOT / "Dockerfile").read_text(encoding="utf-8")

each_overlay = pytest.mark.parametrize("overlay", OURS)
each_serving = pytest.mark.parametrize("overlay", SERVING)


@pytest.fixture
def settings(overlay: str, tmp_path: Path) -> Settings:
    """As the container reads them, with a file in the place of each that a secret would give."""
    found = workload(overlay)
    environ = found.environment()
    for path in found.files():
        here = tmp_path / path.lstrip("/")
        here.parent.mkdir(parents=True, exist_ok=True)
        here.write_text("a secret\n", encoding="utf-8")
        environ = {key: str(here) if value == path else value for key, value in environ.items()}
    return load_settings(environ)


def bytes_of(quantity: str) -> int:
    return int(quantity[:-2]) * {"Mi": MIB, "Gi": 1024 * MIB}[quantity[-2:]]


def from_dockerfile(instruction: str) -> list[int]:
    """The numbers of the last such instruction."""
    return [
        int(n) for n in re.findall(rf"^{instruction} (\d+)(?::(\d+))?$", DOCKERFILE, re.M)[-1] if n
    ]


def partitions() -> int:
    """Of the raw topic."""
    (found,) = [t.partitions for t in contract.topics() if t.setting == "input_topic"]
    return found


# -- settings


@each_overlay
def test_every_variable_is_a_setting_and_every_value_is_right(overlay, settings):
    """`load_settings` raises for any PAGEWIRE_ variable that it does not know or cannot read."""
    given = {key for key in workload(overlay).environment() if key.startswith("PAGEWIRE_")}
    assert given == set(settings.sources.values())


@each_overlay
def test_what_the_pod_is_counted_from_is_written_down(settings):
    counted = {"http_port", "cpu_processes", "process_memory_max_bytes", "drain_deadline_s"}
    assert counted <= settings.sources.keys()


@each_overlay
def test_arguments_are_a_command(overlay):
    arguments = make_parser().parse_args(workload(overlay).container["args"])
    name = arguments.command.name
    assert (name not in {"run", *JOBS}) if overlay in ASKED else name in {overlay, "run"}
    assert (name == overlay) == (overlay in JOBS)


@each_overlay
def test_member_has_a_name_that_outlives_its_pod(overlay, settings):
    names = dict.fromkeys(JOBS, "replay-0") | {"command": "command"}
    assert settings.kafka.instance_id == names.get(overlay, "pagewire-0")


# -- resources and time


@each_overlay
def test_memory_has_room_for_every_process_at_its_limit(overlay, settings):
    needed = memory_bytes(settings)
    resources = workload(overlay).container["resources"]
    assert needed <= bytes_of(resources["limits"]["memory"]) <= needed + 1024 * MIB
    assert bytes_of(resources["requests"]["memory"]) <= bytes_of(resources["limits"]["memory"])


@pytest.mark.parametrize("overlay", ["production", *JOBS])
def test_every_process_has_a_cpu_and_no_throttling(overlay, settings):
    resources = workload(overlay).container["resources"]
    assert int(resources["requests"]["cpu"]) == settings.pool.cpu_processes
    assert "cpu" not in resources["limits"]


@each_overlay
def test_disk_is_bounded_and_has_room_for_what_may_be_written(overlay):
    found = workload(overlay)
    (tmp,) = [volume["emptyDir"] for volume in found.pod["volumes"] if "emptyDir" in volume]
    resources = found.container["resources"]
    limit = bytes_of(resources["limits"]["ephemeral-storage"])
    assert bytes_of(resources["requests"]["ephemeral-storage"]) <= limit
    assert limit >= bytes_of(tmp["sizeLimit"]) + KUBELET_LOG


@each_overlay
def test_grace_period_is_enough_to_drain_and_to_close(overlay, settings):
    assert workload(overlay).pod["terminationGracePeriodSeconds"] >= time_to_stop_s(settings)


@each_serving
def test_watchdog_leaves_its_stacks_before_the_liveness_probe_restarts(overlay, settings):
    limit_s = settings.flow.stall_limit_s
    probe = workload(overlay).container["livenessProbe"]
    restart_s = limit_s / 2 + (probe["failureThreshold"] - 1) * probe["periodSeconds"]
    assert restart_s > limit_s + 2 * watchdog._LOOK_EVERY_S + watchdog._REPORT_LIMIT_S


# -- ports and names


@pytest.fixture(scope="module")
def health_port() -> Iterator[int]:
    health = Health(stall_limit_s=90, progress_limit_s=600)
    server = HealthServer("127.0.0.1", 0, health, CollectorRegistry(), str)
    server.start()
    yield server.port
    server.stop()


def asked(port: int, path: str) -> int:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=5) as answer:
            return int(answer.status)
    except urllib.error.HTTPError as refused:
        return refused.code


@each_serving
def test_probes_ask_what_the_worker_answers(overlay, health_port):
    container = workload(overlay).container
    probes = {name: probe["httpGet"] for name, probe in container.items() if name.endswith("Probe")}
    wanted = {"startupProbe": "/startupz", "livenessProbe": "/livez", "readinessProbe": "/readyz"}
    if overlay in JOBS:
        del wanted["readinessProbe"]  # nothing waits for it
    assert {name: get["path"] for name, get in probes.items()} == wanted
    assert {get["port"] for get in probes.values()} == {container["ports"][0]["name"]}
    assert all(asked(health_port, get["path"]) in (200, 503) for get in probes.values())


def test_monitor_asks_for_the_metrics(health_port):
    (endpoint,) = only("production", "PodMonitor")["spec"]["podMetricsEndpoints"]
    assert endpoint["port"] == workload("production").container["ports"][0]["name"]
    assert asked(health_port, endpoint["path"]) == 200


@each_serving
def test_ports_are_the_one_that_is_listened_on(overlay, settings):
    assert workload(overlay).port == settings.service.http_port
    assert from_dockerfile("EXPOSE") == [settings.service.http_port]
    if overlay not in JOBS:
        (service,) = only(overlay, "Service")["spec"]["ports"]
        (ingress,) = only(overlay, "NetworkPolicy")["spec"]["ingress"][0]["ports"]
        assert service["port"] == ingress["port"] == settings.service.http_port
        assert service["targetPort"] == workload(overlay).container["ports"][0]["name"]


@pytest.mark.parametrize("overlay", ["dev", "production"])
def test_network_policy_lets_out_to_the_brokers(overlay, settings):
    rules = only(overlay, "NetworkPolicy")["spec"]["egress"]
    kafka = rules[0]["to"][0]["namespaceSelector"]["matchLabels"]["kubernetes.io/metadata.name"]
    (port,) = [port["port"] for port in rules[0]["ports"]]
    for server in settings.kafka.bootstrap_servers.split(","):
        host, asked_port = server.rsplit(":", 1)
        assert host.endswith(f".{kafka}.svc")
        assert int(asked_port) == port


@each_overlay
def test_user_and_image_are_those_of_the_dockerfile(overlay):
    security = workload(overlay).pod["securityContext"]
    user, group = from_dockerfile("USER")
    assert (security["runAsUser"], security["runAsGroup"], security["fsGroup"]) == (
        user,
        group,
        group,
    )
    tagged, _, digest = workload(overlay).container["image"].partition("@")
    image, tag = tagged.rsplit(":", 1)
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert f"docker build -t {image.rsplit('/', 1)[-1]} ." in readme
    assert tag == ("latest" if overlay == "dev" else __version__)
    # A tag can be moved between two pods of one update.
    assert overlay == "dev" or re.fullmatch("sha256:[0-9a-f]{64}", digest)


# -- the autoscaler

# What KEDA's Kafka scaler reads (2.21); it passes over a misspelt key in silence.
SCALER_KEYS = {
    *("bootstrapServers", "consumerGroup", "topic", "version", "tls", "sasl", "offsetResetPolicy"),
    *("lagThreshold", "activationLagThreshold", "excludePersistentLag", "limitToPartitionsWithLag"),
}


@pytest.mark.parametrize("overlay", ["production"])
def test_scaler_looks_at_the_group_and_topic_of_the_workers(settings):
    trigger = only("production", "ScaledObject")["spec"]["triggers"][0]
    metadata, kafka = trigger["metadata"], settings.kafka
    assert metadata.keys() <= SCALER_KEYS
    assert metadata["bootstrapServers"] == kafka.bootstrap_servers
    assert metadata["consumerGroup"] == kafka.group_id
    assert metadata["topic"] == kafka.input_topic
    assert metadata["offsetResetPolicy"] == kafka.auto_offset_reset
    assert (metadata["tls"] == "enable") == (kafka.security_protocol == "SASL_SSL")
    assert metadata["sasl"] == kafka.sasl_mechanism.lower().replace("-sha-", "_sha")
    assert metadata["excludePersistentLag"] == metadata["limitToPartitionsWithLag"] == "true"
    assert trigger["useCachedMetrics"] is True


def test_scaler_stays_within_what_the_topic_can_feed():
    spec = only("production", "ScaledObject")["spec"]
    assert 1 <= spec["minReplicaCount"] <= spec["maxReplicaCount"] <= partitions()
    assert "idleReplicaCount" not in spec


@pytest.mark.parametrize("overlay", ["production"])
def test_scaler_adds_a_worker_before_the_objective_breaks_at_the_least_speed(settings):
    spec = only("production", "ScaledObject")["spec"]
    threshold = int(spec["triggers"][0]["metadata"]["lagThreshold"])
    pages_per_s = PAGES_PER_S * settings.pool.cpu_processes
    assert threshold == pages_per_s * OBJECTIVE_S  # as its comment and the README have it


@pytest.mark.parametrize("overlay", ["production"])
def test_scaler_takes_no_worker_that_left_for_load(settings):
    """What a worker leaves behind waits for a session timeout, and then is worked off."""
    spec = only("production", "ScaledObject")["spec"]
    gone_s = settings.kafka.session_timeout_s
    behavior = spec["advanced"]["horizontalPodAutoscalerConfig"]["behavior"]
    assert min(behavior["scaleUp"]["stabilizationWindowSeconds"], OBJECTIVE_S) > gone_s
    down = behavior["scaleDown"]
    ((policy),) = down["policies"]
    assert (policy["type"], policy["value"]) == ("Pods", 1)
    assert policy["periodSeconds"] > 2 * gone_s
    assert down["stabilizationWindowSeconds"] > policy["periodSeconds"]
