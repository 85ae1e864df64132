"""The manifests as `kubectl kustomize` builds them, their pods, and the schemas of their kinds."""

import copy
import functools
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parents[2]
KUBERNETES = ROOT / "deploy" / "kubernetes"
JOBS = ("replay", "redrive")
SERVING = ("dev", "production", *JOBS)  # they have a port
ASKED = ("command",)  # once, by somebody who waits for the answer
OURS = (*SERVING, *ASKED)  # Pagewire runs in them
TOOLS = ("tools",)  # Kafka's
OVERLAYS = (*OURS, *TOOLS)
CRDS = Path(__file__).with_name("crds")
# Of the development lock. A kubectl of the machine may be years older and build something else.
KUBECTL = Path(sys.executable).with_name("kubectl")

Manifest = dict[str, Any]


def kustomized(folder: Path) -> str:
    """What `kubectl kustomize` makes of it; not even a warning is let pass."""
    command = [str(KUBECTL), "kustomize", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 0, done.stderr
    assert not done.stderr  # it warns of fields and ways that are on their way out
    return done.stdout


@functools.cache
def _built(overlay: str) -> str:
    return kustomized(KUBERNETES / "overlays" / overlay)


def built(overlay: str) -> list[Manifest]:
    """All objects of the overlay, as they would be applied; the caller's own copy."""
    return list(yaml.safe_load_all(_built(overlay)))


def only(overlay: str, kind: str) -> Manifest:
    """The one object of this kind."""
    (found,) = [item for item in built(overlay) if item["kind"] == kind]
    return found


@dataclass(frozen=True, slots=True)
class Workload:
    """The one thing in an overlay that has pods: a StatefulSet or a Job."""

    overlay: str
    manifest: Manifest
    index: int = 0  # which of its pods

    @property
    def pod(self) -> Manifest:
        found: Manifest = self.manifest["spec"]["template"]["spec"]
        return found

    @property
    def container(self) -> Manifest:
        (found,) = self.pod["containers"]
        return dict(found)

    @property
    def labels(self) -> Mapping[str, str]:
        found: Mapping[str, str] = self.manifest["spec"]["template"]["metadata"]["labels"]
        return found

    @property
    def port(self) -> int:
        (found,) = [port["containerPort"] for port in self.container["ports"]]
        return int(found)

    def environment(self) -> dict[str, str]:
        """What the container finds in its environment; as Kubernetes fills it in."""
        found: dict[str, str] = {}
        for source in self.container["envFrom"]:
            name = source["configMapRef"]["name"]
            (config,) = [
                item
                for item in built(self.overlay)
                if item["kind"] == "ConfigMap" and item["metadata"]["name"] == name
            ]
            found |= config["data"]
        for variable in self.container["env"]:
            value = variable.get("value") or self._of_the_pod(variable["valueFrom"]["fieldRef"])
            found[variable["name"]] = re.sub(r"\$\((\w+)\)", lambda match: found[match[1]], value)
        return found

    def files(self) -> Iterator[str]:
        """Every file that a volume of secrets puts into the container."""
        secrets = self.secrets()
        for mount in self.container["volumeMounts"]:
            for item in secrets.get(mount["name"], {}).get("items", ()):
                yield f"{mount['mountPath']}/{item['path']}"

    def secrets(self) -> dict[str, Manifest]:
        """By volume, the secrets that the pod mounts."""
        return {v["name"]: v["secret"] for v in self.pod["volumes"] if "secret" in v}

    def _of_the_pod(self, field: Mapping[str, str]) -> str:
        return {
            "metadata.name": f"{self.manifest['metadata']['name']}-{self.index}",
            "metadata.annotations['batch.kubernetes.io/job-completion-index']": f"{self.index}",
        }[field["fieldPath"]]


def workload(overlay: str, index: int = 0) -> Workload:
    """What runs in this overlay; `index` says which of its pods is meant."""
    (found,) = [item for item in built(overlay) if item["kind"] in ("StatefulSet", "Job")]
    return Workload(overlay, found, index)


def custom_schema(kind: str, api_version: str) -> dict[str, Any] | None:
    """JSON Schema of a kind that is not Kubernetes' own; None where nobody defines it here."""
    for path in CRDS.glob("*.yaml"):
        spec = yaml.safe_load(path.read_text(encoding="utf-8"))["spec"]
        for version in spec["versions"]:
            is_it = spec["names"]["kind"] == kind and version["served"]
            if is_it and f"{spec['group']}/{version['name']}" == api_version:
                return _closed(copy.deepcopy(version["schema"]["openAPIV3Schema"]))
    return None


def _closed(schema: dict[str, Any]) -> dict[str, Any]:
    """As `kubectl apply` reads it: a field that the schema does not name is a mistake."""
    for inner in schema.get("properties", {}).values():
        _closed(inner)
    for key in ("items", "additionalProperties"):
        if isinstance(schema.get(key), dict):
            _closed(schema[key])
    if "properties" in schema and not schema.get("x-kubernetes-preserve-unknown-fields"):
        schema.setdefault("additionalProperties", False)
    return schema
