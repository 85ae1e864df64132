"""The settings of the worker: frozen, typed, parsed once, all mistakes reported at once.

    settings = load_settings(os.environ, config_file, flags)

Decides what can be set and where from; see `groups`, `sources`, `rules`. Must not know what a
setting does to Kafka, the processes or the pages.
"""

from worker.settings.cleaning import CleaningSettings
from worker.settings.connection import KafkaSettings
from worker.settings.document import render_configuration_doc
from worker.settings.groups import (
    GROUP_OF,
    GROUPS,
    FlowSettings,
    PipelineSettings,
    PoolSettings,
    ServiceSettings,
    Settings,
)
from worker.settings.sources import NOT_SET, Described, describe, env_key, flag, load_settings

__all__ = [
    "GROUPS",
    "GROUP_OF",
    "NOT_SET",
    "CleaningSettings",
    "Described",
    "FlowSettings",
    "KafkaSettings",
    "PipelineSettings",
    "PoolSettings",
    "ServiceSettings",
    "Settings",
    "describe",
    "env_key",
    "flag",
    "load_settings",
    "render_configuration_doc",
]
