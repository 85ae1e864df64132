"""The Kubernetes manifests build, follow their schemas strictly, fit together, are locked down."""

import jsonschema
import kubernetes_validate
import pytest
import yaml

from tests.deploy.manifests import (
    KUBERNETES,
    OVERLAYS,
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


@pytest.mark.parametrize("version", KUBERNETES_VERSIONS)
@each_overlay
def test_every_object_follows_its_schema_strictly(overlay, version):
    problems = {item["kind"]: problem(item, version) for item in built(overlay)}
    assert not {kind: wrong for kind, wrong in problems.items() if wrong}


@pytest.mark.parametrize(
    "kind", ["StatefulSet", "ScaledObject", "TriggerAuthentication", "PodMonitor"]
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
        files += [file for made in found.get("configMapGenerator", []) for file in made["envs"]]
        named |= {str((path.parent / file).resolve()) for file in files}
        named.add(str(path))
    there = {str(path) for path in KUBERNETES.rglob("*") if path.suffix in (".yaml", ".env")}
    assert there <= named


@each_overlay
def test_everything_is_in_one_namespace(overlay):
    assert len({item["metadata"].get("namespace") for item in built(overlay)} - {None}) == 1
    assert all("namespace" in item["metadata"] for item in built(overlay))


def test_replay_takes_nothing_away_from_the_live_worker():
    """Names are taken by kind; `kubectl delete -k` of the replay must not hit one of them."""
    names = [
        {(item["kind"], item["metadata"]["name"]) for item in built(overlay)}
        for overlay in ("production", "replay")
    ]
    assert not names[0] & names[1]
    namespaces = {
        item["metadata"]["namespace"] for o in ("production", "replay") for item in built(o)
    }
    assert namespaces == {"pagewire"}  # as the README has it
    account = workload("replay").pod["serviceAccountName"]
    assert ("ServiceAccount", account) in names[0]


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
        "projected",
    }


@each_overlay
def test_no_secret_is_written_down(overlay):
    assert not [item for item in built(overlay) if item["kind"] == "Secret"]
    secret = ("PASSWORD", "TOKEN")
    written = workload(overlay).environment()
    assert not [key for key in written if key.endswith(secret)]


@pytest.mark.parametrize("overlay", ["dev", "production"])
def test_selectors_select_the_worker_and_no_replay(overlay):
    labels = workload(overlay).labels.items()
    replay = workload("replay").labels.items()
    selectors = [
        only(overlay, "StatefulSet")["spec"]["selector"]["matchLabels"],
        only(overlay, "Service")["spec"]["selector"],
        only(overlay, "PodDisruptionBudget")["spec"]["selector"]["matchLabels"],
        workload(overlay).pod["topologySpreadConstraints"][0]["labelSelector"]["matchLabels"],
    ]
    assert all(selector.items() <= labels for selector in selectors)
    assert not any(selector.items() <= replay for selector in selectors)


def test_network_policy_and_monitor_select_replays_as_well():
    selectors = [
        only("production", "NetworkPolicy")["spec"]["podSelector"]["matchLabels"],
        only("production", "PodMonitor")["spec"]["selector"]["matchLabels"],
    ]
    for overlay in ("production", "replay"):
        assert all(s.items() <= workload(overlay).labels.items() for s in selectors)


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
    # A user of its own: KEDA must not hold what may write.
    assert given["username"] == given["password"] != "pagewire-kafka-user"
    readme = (KUBERNETES / "README.md").read_text(encoding="utf-8")
    assert all(f"create secret generic {name} " in readme for name in given.values())


def test_readme_makes_every_secret_that_a_pod_mounts():
    readme = (KUBERNETES / "README.md").read_text(encoding="utf-8")
    volumes = [volume for overlay in OVERLAYS for volume in workload(overlay).pod["volumes"]]
    sources = [s["secret"] for v in volumes for s in v.get("projected", {}).get("sources", [])]
    assert sources
    for secret in sources:
        made = f"create secret generic {secret['name']} "
        (line,) = [line for line in readme.splitlines() if made in line]
        assert all(f"={item['key']}=" in line for item in secret["items"])
