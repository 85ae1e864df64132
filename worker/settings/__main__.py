"""Print `docs/configuration.md`: python -m worker.settings."""

from worker.settings.document import render_configuration_doc

print(render_configuration_doc(), end="")
