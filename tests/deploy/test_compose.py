"""The Compose file: right by the specification, and about the worker, Kafka and the mounts."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from deploy.local.fetching import KAFKA_VERSION
from tests.deploy.expressions import CONFIG
from tests.deploy.room import MIB, memory_bytes, time_to_stop_s
from worker.cli import make_parser
from worker.settings import Settings, load_settings

ROOT = Path(__file__).parents[2]
FILE = ROOT / "deploy" / "compose" / "compose.yaml"
COMPOSE = yaml.safe_load(FILE.read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
SCHEMA = json.loads((Path(__file__).parent / "compose_spec" / "compose-spec.json").read_text())
OURS = [name for name, service in SERVICES.items() if service["image"] == "pagewire"]

each_of_ours = pytest.mark.parametrize("name", OURS)
each_service = pytest.mark.parametrize("name", SERVICES)


def settings_of(name: str) -> Settings:
    """As its container reads them; raises for a variable or value that is no setting."""
    return load_settings(SERVICES[name]["environment"])


def mounts() -> list[tuple[str, str, Path]]:
    """Service, path in the container, and path here, of everything that is mounted from here."""
    return [
        (name, parts[1], FILE.parent / parts[0])
        for name, service in SERVICES.items()
        for parts in (volume.split(":") for volume in service.get("volumes", []))
        if parts[0].startswith(".")
    ]


def seconds(duration: str) -> float:
    return float(duration.removesuffix("s"))


def test_file_follows_the_specification():
    Draft202012Validator.check_schema(SCHEMA)
    errors = Draft202012Validator(SCHEMA).iter_errors(COMPOSE)
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@pytest.mark.parametrize(
    ("service", "key", "value"),
    [("worker", "read_onyl", True), ("worker", "tmpfs", 3), ("kafka", "ports", "9092:9092")],
)
def test_file_that_does_not_follow_it_is_found(service, key, value):
    services = SERVICES | {service: SERVICES[service] | {key: value}}
    assert not Draft202012Validator(SCHEMA).is_valid(COMPOSE | {"services": services})


# -- the worker


@each_of_ours
def test_every_variable_is_a_setting_and_every_value_is_right(name):
    assert set(SERVICES[name]["environment"]) == set(settings_of(name).sources.values())


def test_each_command_is_one_of_pagewire():
    commands = {name: SERVICES[name]["command"] for name in OURS if "command" in SERVICES[name]}
    parsed = {name: make_parser().parse_args(line).command.name for name, line in commands.items()}
    assert parsed == {"topics": "topics", "worker": "run"}


@pytest.mark.parametrize("name", ["topics", "worker"])
def test_image_is_built_from_our_dockerfile(name):
    assert (FILE.parent / SERVICES[name]["build"]["context"] / "Dockerfile").is_file()


@each_of_ours
def test_memory_has_room_for_every_process_at_its_limit(name):
    needed = memory_bytes(settings_of(name))
    assert needed <= int(SERVICES[name]["mem_limit"].removesuffix("g")) * 1024 * MIB


@each_of_ours
def test_grace_period_is_enough_to_drain_and_to_close(name):
    needed_s = time_to_stop_s(settings_of(name))
    assert needed_s <= seconds(SERVICES[name]["stop_grace_period"])


@each_of_ours
def test_settings_and_checks_name_the_port_that_is_listened_on(name):
    port = settings_of(name).service.http_port
    checked = SERVICES[name]["healthcheck"].get("test", [f" {port},"])[-1]
    assert f" {port}," in checked
    assert all(published.endswith(f":{port}") for published in SERVICES[name].get("ports", []))


def test_worker_waits_for_the_brokers_and_the_topics_that_it_needs():
    conditions = {name: how["condition"] for name, how in SERVICES["worker"]["depends_on"].items()}
    assert conditions == {
        "kafka": "service_healthy",
        "topics": "service_completed_successfully",
    }
    assert SERVICES["topics"]["restart"] == "no"
    assert "healthcheck" in SERVICES["kafka"]


# -- what keeps it in


@each_of_ours
def test_worker_is_locked_down(name):
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["tmpfs"] == ["/tmp"]


@each_service
def test_no_service_has_capabilities_or_gains_privileges(name):
    assert SERVICES[name]["cap_drop"] == ["ALL"]
    assert SERVICES[name]["security_opt"] == ["no-new-privileges:true"]
    assert "privileged" not in SERVICES[name]


@each_service
def test_ports_are_published_on_loopback_alone(name):
    assert all(port.startswith("127.0.0.1:") for port in SERVICES[name].get("ports", []))


@each_service
def test_images_of_others_have_a_version(name):
    if name not in OURS:
        assert re.fullmatch(r"[a-z]+/[a-z]+:v?\d+\.\d+\.\d+", SERVICES[name]["image"])


# -- Kafka


def test_kafka_is_the_version_that_is_tested():
    assert SERVICES["kafka"]["image"] == f"apache/kafka:{KAFKA_VERSION}"


def test_kafka_tells_each_client_an_address_that_it_can_reach():
    kafka = SERVICES["kafka"]
    told = dict(
        each.split("://") for each in kafka["environment"]["KAFKA_ADVERTISED_LISTENERS"].split(",")
    )
    heard = dict(each.split("://:") for each in kafka["environment"]["KAFKA_LISTENERS"].split(","))
    assert settings_of("worker").kafka.bootstrap_servers == told["INSIDE"]
    assert told["INSIDE"] == f"kafka:{heard['INSIDE']}"
    _, here, there = kafka["ports"][0].split(":")
    assert (f"localhost:{here}", there) == (told["OUTSIDE"], heard["OUTSIDE"])


# -- Prometheus and Grafana


def test_prometheus_looks_for_the_workers_by_the_names_of_their_services():
    looked_for = {
        name: (job["job_name"], lookup["port"])
        for job in CONFIG["scrape_configs"]
        for lookup in job["dns_sd_configs"]
        for name in lookup["names"]
    }
    ports = {name: settings_of(name).service.http_port for name in looked_for}
    assert looked_for == {
        "worker": ("pagewire", ports["worker"]),
        "replay": ("pagewire-replay", ports["replay"]),
    }


def test_what_is_mounted_is_there_and_read_only():
    assert all(path.is_dir() and any(path.iterdir()) for _, _, path in mounts())
    volumes = [v for service in SERVICES.values() for v in service.get("volumes", [])]
    assert all(volume.endswith(":ro") for volume in volumes if volume.startswith("."))


def test_named_volumes_are_declared():
    used = {v.split(":")[0] for s in SERVICES.values() for v in s.get("volumes", [])}
    assert {name for name in used if not name.startswith(".")} == COMPOSE["volumes"].keys()


def in_container(service: str, path: str) -> Path:
    """The file here that a path in a container is."""
    (found,) = [
        here / Path(path).relative_to(there)
        for name, there, here in mounts()
        if name == service and Path(path).is_relative_to(there)
    ]
    return found


def test_prometheus_finds_its_config_and_its_rules():
    (option,) = [arg for arg in SERVICES["prometheus"]["command"] if "config.file" in arg]
    config = in_container("prometheus", option.split("=")[1])
    assert yaml.safe_load(config.read_text(encoding="utf-8")) == CONFIG
    assert all(list(config.parent.glob(pattern)) for pattern in CONFIG["rule_files"])


def test_grafana_finds_its_data_source_and_its_dashboards():
    provisioning = in_container("grafana", "/etc/grafana/provisioning")
    (source,) = yaml.safe_load((provisioning / "datasources/prometheus.yaml").read_text())[
        "datasources"
    ]
    (port,) = [port.split(":")[2] for port in SERVICES["prometheus"]["ports"]]
    assert source["url"] == f"http://prometheus:{port}"
    assert source["jsonData"]["timeInterval"] == CONFIG["global"]["scrape_interval"]
    (provider,) = yaml.safe_load((provisioning / "dashboards/pagewire.yaml").read_text())[
        "providers"
    ]
    assert list(in_container("grafana", provider["options"]["path"]).glob("*.json"))
    home = SERVICES["grafana"]["environment"]["GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH"]
    assert in_container("grafana", home).is_file()
