"""The container with Kafka's tools: those of the runbook, the workers' brokers, a login."""

import re

from deploy.local.fetching import KAFKA_VERSION
from tests.deploy.manifests import ROOT, built, workload

TOOLS = workload("tools")
RUNBOOK = (ROOT / "docs" / "runbook.md").read_text(encoding="utf-8")
# What the tools' clients call the settings of the worker.
SAME = {
    "security.protocol": "PAGEWIRE_SECURITY_PROTOCOL",
    "sasl.mechanism": "PAGEWIRE_SASL_MECHANISM",
    "ssl.truststore.location": "PAGEWIRE_SSL_CAFILE",
}


def properties() -> dict[str, str]:
    (config,) = [item for item in built("tools") if "client.properties" in item.get("data", {})]
    lines = config["data"]["client.properties"].splitlines()
    return dict(line.split("=", 1) for line in lines if not line.startswith("#"))


def test_every_tool_of_the_runbook_is_there_with_its_login():
    (files,) = [v["configMap"]["items"] for v in TOOLS.pod["volumes"] if "configMap" in v]
    scripts = {item["path"] for item in files if item["key"] == "as-operator.sh"}
    assert scripts == set(re.findall(r"kafka-[a-z-]+\.sh", RUNBOOK))
    (folder,) = [m["mountPath"] for m in TOOLS.container["volumeMounts"] if m["name"] == "tools"]
    assert TOOLS.environment()["PATH"].split(":")[0] == folder


def test_tools_ask_the_brokers_of_the_workers_as_these_do():
    told, live = properties(), workload("production").environment()
    assert {name: told[name] for name in SAME} == {name: live[key] for name, key in SAME.items()}
    brokers = "PAGEWIRE_BOOTSTRAP_SERVERS"
    assert TOOLS.environment()[brokers] == live[brokers]
    asked = re.findall(r"\$\{file:([^:}]+):(\w+)\}", told["sasl.jaas.config"])
    assert {"/".join(each) for each in asked} <= set(TOOLS.files())
    assert [what for _, what in asked] == ["username", "password"]


def test_tools_log_in_as_the_operator_and_are_of_the_version_that_was_tried():
    command = workload("command")
    assert TOOLS.secrets()["login"] == command.secrets()["login"]
    assert TOOLS.container["image"] == f"apache/kafka:{KAFKA_VERSION}"
