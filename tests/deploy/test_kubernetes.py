"""The Kubernetes manifests build, follow their schemas strictly, fit together, are locked down."""

import re

import jsonschema
import kubernetes_validate
import pytest
import yaml

from tests.deploy.manifests import (
    ASKED,
    JOBS,
    KUBERNETES,
    OVERLAYS,
    TOOLS,
    Manifest,
    built,
    custom_schema,
    only,
    workload,
)

# The oldest and the newest Kubernetes that the README promises.
KUBERNETES_VERSIONS = ("1.31", "1.37")
each_overlay = pytest.mark.parametrize("overlay", OVERLAYS)


def problem(manifest: Manifest, version: str) -> str | None:
    """What a strict API server of this version would say against it."""
    try:
        kubernetes_validate.validate(manifest, version, strict=True)
    except kubernetes_validate.SchemaNotFoundError:
        schema = custom_schema(manifest["kind"], manifest["apiVersion"])
        if schema is None:
            return f"nobody defines {manifest['apiVersion']} {manifest['kind']}"
        found = next(jsonschema.Draft202012Validator(schema).iter_errors(manifest), None)
        return found.message if found else None
    except kubernetes_validate.ValidationError as wrong:
        return str(wrong.message)
    return None


def problems(manifests: list[Manifest], version: str) -> list[tuple[str, str]]:
    """Of each object that has one: kind and name, and what is wrong."""
    found = [(f"{m['kind']} {m['metadata']['name']}", problem(m, version)) for m in manifests]
    return [(name, wrong) for name, wrong in found if wrong]


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
@each_overlay
def test_every_object_follows_its_schema_strictly(overlay, version):
    assert problems(built(overlay), version) == []


def test_object_with_a_mistake_is_found_beside_a_good_one_of_its_kind():
    bad, good = (item for item in built("production") if item["kind"] == "ConfigMap")
    bad["datum"] = {}
    ((name, _),) = problems([bad, good], KUBERNETES_VERSIONS[-1])
    assert name == f"ConfigMap {bad['metadata']['name']}"


@pytest.mark.parametrize(
    "kind",
    ["StatefulSet", "ScaledObject", "TriggerAuthentication", "PodMonitor", "PrometheusRule"],
)
def test_misspelt_field_is_found(kind):
    item = only("production", kind)
    item["spec"]["replica"] = 3
    assert "replica" in (problem(item, KUBERNETES_VERSIONS[-1]) or "")


def test_unknown_kind_is_found():
    item = {"apiVersion": "keda.sh/v1alpha1", "kind": "ScaledThing", "metadata": {"name": "x"}}
    assert "ScaledThing" in (problem(item, KUBERNETES_VERSIONS[-1]) or "")


def test_every_file_is_part_of_a_kustomization():
    named: set[str] = set()
    for path in KUBERNETES.rglob("kustomization.yaml"):
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        files = [*found.get("resources", []), *(p["path"] for p in found.get("patches", []))]
        for made in found.get("configMapGenerator", []):
            files += [*made.get("envs", []), *made.get("files", [])]
        named |= {str((path.parent / file).resolve()) for file in files}
        named.add(str(path))
    parts = (".yaml", ".env", ".sh", ".properties")
    there = {str(path) for path in KUBERNETES.rglob("*") if path.suffix in parts}
    assert there <= named


@each_overlay
def test_everything_is_in_one_namespace(overlay):
    assert len({item["metadata"].get("namespace") for item in built(overlay)} - {None}) == 1
    assert all("namespace" in item["metadata"] for item in built(overlay))


@pytest.mark.parametrize("job", [*JOBS, *ASKED, *TOOLS])
def test_job_takes_nothing_away_from_the_live_worker(job):
    """Names are taken by kind; `kubectl delete -k` of a replay must not hit one of them."""
    live, own = (
        {(item["kind"], item["metadata"]["name"]) for item in built(overlay)}
        for overlay in ("production", job)
    )
    assert not live & own
    namespaces = {item["metadata"]["namespace"] for o in ("production", job) for item in built(o)}
    assert namespaces == {"pagewire"}  # as the README has it
    assert ("ServiceAccount", workload(job).pod["serviceAccountName"]) in live


@each_overlay
def test_pod_is_locked_down(overlay):
    found = workload(overlay)
    pod, container = found.pod, found.container
    assert pod["automountServiceAccountToken"] is False
    assert pod["securityContext"]["runAsNonRoot"] is True
    assert pod["securityContext"]["seccompProfile"] == {"type": "RuntimeDefault"}
    assert container["securityContext"] == {
        "allowPrivilegeEscalation": False,
        "readOnlyRootFilesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert not {"hostNetwork", "hostPID", "hostIPC", "initContainers"} & pod.keys()
    assert {kind for volume in pod["volumes"] for kind in volume} <= {
        "name",
        "emptyDir",
        "secret",
        *(["configMap"] if overlay in TOOLS else []),
    }


@each_overlay
def test_no_secret_is_written_down(overlay):
    assert not [item for item in built(overlay) if item["kind"] == "Secret"]
    secret = ("PASSWORD", "TOKEN")
    written = workload(overlay).environment()
    assert not [key for key in written if key.endswith(secret)]


@pytest.mark.parametrize("overlay", ["dev", "production"])
def test_selectors_select_the_worker_and_no_job(overlay):
    labels = workload(overlay).labels.items()
    spreads = workload(overlay).pod["topologySpreadConstraints"]
    selectors = [
        only(overlay, "StatefulSet")["spec"]["selector"]["matchLabels"],
        only(overlay, "Service")["spec"]["selector"],
        only(overlay, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        *(spread["labelSelector"]["matchLabels"] for spread in spreads),
    ]
    assert all(selector.items() <= labels for selector in selectors)
    for job in (*JOBS, *ASKED, *TOOLS):
        assert not any(selector.items() <= workload(job).labels.items() for selector in selectors)


def test_network_policy_and_monitor_select_jobs_as_well():
    policy = only("production", "NetworkPolicy")["spec"]["podSelector"]["matchLabels"]
    monitor = only("production", "PodMonitor")["spec"]["selector"]["matchLabels"]
    for overlay in ("production", *JOBS, *ASKED, *TOOLS):
        assert policy.items() <= workload(overlay).labels.items()
    for overlay in ("production", *JOBS):
        assert monitor.items() <= workload(overlay).labels.items()


@pytest.mark.parametrize("asked", [*ASKED, *TOOLS])
def test_command_has_nothing_that_is_probed_or_scraped_and_is_tried_once(asked):
    """A probe without a port behind it would kill it; a target would be one that is down."""
    container = workload(asked).container
    assert not [key for key in container if key.endswith("Probe")]
    assert not container["ports"]
    assert workload(asked).labels["app.kubernetes.io/component"] == asked
    assert only(asked, "Job")["spec"]["backoffLimitPerIndex"] == 0


@pytest.mark.parametrize("overlay", ["dev", "production"])
def test_network_policy_lets_out_to_the_dns_of_the_cluster_and_of_the_node(overlay):
    (rule,) = [
        rule
        for rule in only(overlay, "NetworkPolicy")["spec"]["egress"]
        if {port["port"] for port in rule["ports"]} == {53}
    ]
    assert {port["protocol"] for port in rule["ports"]} == {"UDP", "TCP"}
    pods, node = rule["to"]
    (label,) = pods["podSelector"]["matchExpressions"]
    assert (label["key"], label["operator"]) == ("k8s-app", "In")
    assert {"kube-dns", "node-local-dns"} == set(label["values"])
    assert node == {"ipBlock": {"cidr": "169.254.20.10/32"}}  # as its project documents it


@each_overlay
def test_every_object_says_whose_it_is(overlay):
    labels = [item["metadata"]["labels"]["app.kubernetes.io/name"] for item in built(overlay)]
    assert set(labels) == {"pagewire"}


@each_overlay
def test_empty_directories_do_not_hold_up_the_cluster_autoscaler(overlay):
    found = workload(overlay)
    local = [volume["name"] for volume in found.pod["volumes"] if "emptyDir" in volume]
    annotations = found.manifest["spec"]["template"]["metadata"]["annotations"]
    key = "cluster-autoscaler.kubernetes.io/safe-to-evict-local-volumes"
    assert annotations[key].split(",") == local


def test_disruption_budget_lets_a_node_be_drained():
    spec = only("production", "PodDisruptionBudget")["spec"]
    assert (
        spec["maxUnavailable"] == 1 < only("production", "ScaledObject")["spec"]["minReplicaCount"]
    )
    assert spec["unhealthyPodEvictionPolicy"] == "AlwaysAllow"


def test_only_the_autoscaler_says_how_many_workers_there_are():
    worker = only("production", "StatefulSet")
    target = only("production", "ScaledObject")["spec"]["scaleTargetRef"]
    assert target == {
        "apiVersion": worker["apiVersion"],
        "kind": worker["kind"],
        "name": worker["metadata"]["name"],
    }
    assert "replicas" not in worker["spec"]


def test_autoscaler_logs_in_with_secrets_that_exist_for_it():
    trigger = only("production", "ScaledObject")["spec"]["triggers"][0]
    login = only("production", "TriggerAuthentication")
    assert trigger["authenticationRef"]["name"] == login["metadata"]["name"]
    given = {item["parameter"]: item["name"] for item in login["spec"]["secretTargetRef"]}
    assert given["username"] == given["password"]
    readme = (KUBERNETES / "README.md").read_text(encoding="utf-8")
    assert all(f"create secret generic {name} " in readme for name in given.values())


def test_readme_makes_every_secret_that_a_pod_mounts():
    readme = (KUBERNETES / "README.md").read_text(encoding="utf-8")
    secrets = [secret for overlay in OVERLAYS for secret in workload(overlay).secrets().values()]
    assert secrets
    for secret in secrets:
        made = f"create secret generic {secret['secretName']} "
        (line,) = [line for line in readme.splitlines() if made in line]
        assert all(f"={item['key']}=" in line for item in secret["items"])


def test_nobody_shares_a_login():
    """KEDA must not hold what may write, a replay not what writes the live topic."""
    logins = [workload(o).secrets()["login"]["secretName"] for o in ("production", *JOBS, *ASKED)]
    given = only("production", "TriggerAuthentication")["spec"]["secretTargetRef"]
    logins += {item["name"] for item in given if item["parameter"] == "username"}
    assert len(set(logins)) == len(logins) == 5
    users = re.findall(
        r"create secret generic (\S+) --from-literal=username=(\S+)",
        (KUBERNETES / "README.md").read_text(encoding="utf-8"),
    )
    assert {secret for secret, _ in users} == set(logins)
    assert len({user for _, user in users}) == 5
