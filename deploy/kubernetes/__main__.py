"""`python -m deploy.kubernetes`: writes the PrometheusRule again, from deploy/prometheus/rules.

    python -m deploy.kubernetes --runbook https://git.example/pagewire/blob/main/docs/runbook.md

Decides how the rules are wrapped for the operator, and where their links lead: an address that was
given once stays in the manifest, and is used until another one is given. Else the text of the rules
is taken as it stands, comments too.
"""

import argparse
import re
from pathlib import Path
from textwrap import indent

FILE = Path(__file__).with_name("overlays") / "production" / "monitoring" / "prometheus-rule.yaml"
RULES = Path(__file__).parents[1] / "prometheus" / "rules"
RUNBOOK = "docs/runbook.md"  # as the rules have it: it leads somewhere in this repository alone
_HEAD = """\
# Made by `python -m deploy.kubernetes` from deploy/prometheus/rules: edit those.
# Runbook: {runbook}
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: pagewire
spec:
  groups:
"""


def generated(runbook: str = RUNBOOK) -> str:
    """The manifest: the groups of every file of rules, two columns further in."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.yml"))]
    groups = "\n".join(indent(text.partition("\ngroups:\n")[2], "  ") for text in texts)
    link = f"runbook_url: {RUNBOOK}#"
    return _HEAD.format(runbook=runbook) + groups.replace(link, f"runbook_url: {runbook}#")


def runbook_of(manifest: str) -> str:
    """Where the links of a manifest that was made here lead."""
    found = re.search(r"^# Runbook: (\S+)$", manifest, re.MULTILINE)
    return found[1] if found else RUNBOOK


def main() -> None:
    """Write the manifest."""
    parser = argparse.ArgumentParser(prog="python -m deploy.kubernetes")
    parser.add_argument(
        "--runbook", metavar="URL", help=f"where people read it (default: as before; {RUNBOOK})"
    )
    asked = parser.parse_args().runbook
    runbook = asked or runbook_of(FILE.read_text(encoding="utf-8"))
    FILE.write_text(generated(runbook), encoding="utf-8")


if __name__ == "__main__":
    main()
