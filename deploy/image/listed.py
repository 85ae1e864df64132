"""Whether an SBOM lists what an image has.

Decides from the document and from what Python found installed. That the document is valid CycloneDX
is checked where it is written, in the build itself (`deploy/supply_chain/sbom.py`).
"""

from collections.abc import Iterator, Mapping
from typing import Any

# Run in the image: what its Python finds, a line each, as name==version.
INSTALLED = """
import importlib.metadata
for found in importlib.metadata.distributions():
    print(f"{found.name}=={found.version}")
"""


def complaints(bom: Mapping[str, Any], installed: set[str]) -> Iterator[str]:
    """What is not in the one and is in the other; a line each."""
    if bom.get("bomFormat") != "CycloneDX":
        yield "the SBOM is no CycloneDX"
        return
    libraries = [one for one in bom["components"] if one["type"] == "library"]
    listed = {
        f"{one['name']}=={one['version']}" for one in [bom["metadata"]["component"], *libraries]
    }
    yield from (f"the SBOM does not list {one}" for one in sorted(installed - listed))
    yield from (
        f"the SBOM lists {one}, which the image lacks" for one in sorted(listed - installed)
    )
    if not any(one["type"] == "machine-learning-model" for one in bom["components"]):
        yield "the SBOM lists no model"
