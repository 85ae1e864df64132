"""`python -m deploy.kubernetes`: writes the PrometheusRule again, from deploy/prometheus/rules.

Decides how the rules are wrapped for the operator. Their text is taken as it stands, comments too.
"""

from pathlib import Path
from textwrap import indent

FILE = Path(__file__).with_name("overlays") / "production" / "monitoring" / "prometheus-rule.yaml"
RULES = Path(__file__).parents[1] / "prometheus" / "rules"
_HEAD = """\
# Made by `python -m deploy.kubernetes` from deploy/prometheus/rules: edit those.
apiVersion: monitoring.coreos.com/v1
kind: PrometheusRule
metadata:
  name: pagewire
spec:
  groups:
"""


def generated() -> str:
    """The manifest: the groups of every file of rules, two columns further in."""
    texts = [path.read_text(encoding="utf-8") for path in sorted(RULES.glob("*.yml"))]
    return _HEAD + "\n".join(indent(text.partition("\ngroups:\n")[2], "  ") for text in texts)


if __name__ == "__main__":
    FILE.write_text(generated(), encoding="utf-8")
