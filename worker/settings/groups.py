"""The settings themselves: frozen groups, typed, with units in the names.

Decides names, defaults, ranges and meanings. Must not know where a value comes from. What
exactly-once needs (acks, idempotence, isolation, no automatic commit, the assignor) has no
setting here on purpose: nobody can switch it off by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BeforeValidator, Field

from worker.settings.cleaning import CleaningSettings
from worker.settings.connection import Group, KafkaSettings
from worker.settings.kinds import (
    MIB,
    Count,
    OptionalPath,
    Port,
    Probability,
    Seconds,
    Share,
    Size,
    Text,
)
from worker.settings.texts import lower
from worker.settings.units import usable_cpus


class PipelineSettings(Group):
    """What is done to a page."""

    input_format: Annotated[
        Literal["json", "bytes"],
        BeforeValidator(lower),
        Field(
            description="`json`: records follow `schemas/raw-page.v1`. `bytes`: the value is the"
            " page itself, its url in the key or a `url` header."
        ),
    ] = "json"
    spacy_pipeline: Annotated[
        Text,
        Field(
            description="`news` and `news-fast` (less exact, more pages a second) are inside the"
            " package; anything else is the name or path of an installed spaCy pipeline."
        ),
    ] = "news"
    entity_min_confidence: Annotated[
        Probability,
        Field(
            description="Entities that the model is less sure of are left out. Its confidence is"
            " a guide: `model/README.md` has the gaps that were measured."
        ),
    ] = 0.0
    event_min_confidence: Annotated[
        Probability, Field(description="Events that are less likely to be right are left out.")
    ] = 0.2
    page_max_bytes: Annotated[
        Size, Field(ge=1024, description="A larger record is dead-lettered, TOO_LARGE.")
    ] = 10 * MIB
    text_max_chars: Annotated[
        Count,
        Field(
            ge=100,
            le=1_000_000,
            description="A longer text is cut and says so. `news` needs 0.1 GB more for 100,000"
            " characters; a pipeline of spaCy's own needs about 1 GB.",
        ),
    ] = 100_000
    output_max_bytes: Annotated[
        Size,
        Field(ge=1024, description="A larger enriched page is dead-lettered, TOO_LARGE."),
    ] = 10 * MIB
    site_lines: Annotated[
        OptionalPath,
        Field(
            description="File of lines that sites repeat, made by `pagewire site-lines`; such lines"
            " are left out of the text. Its hash becomes part of the pipeline's version."
        ),
    ] = None
    gazetteer: Annotated[
        OptionalPath,
        Field(
            description="CSV file of names of your own, with the head `alias,canonical,label,id`:"
            " an alias is found as it is spelled, and goes before what is known otherwise. Its hash"
            " becomes part of the pipeline's version."
        ),
    ] = None


class PoolSettings(Group):
    """The CPU processes that do it."""

    cpu_processes: Count = Field(
        default_factory=usable_cpus,
        le=1024,
        description="CPU processes; each holds its own copy of the spaCy pipeline. Default: the"
        " CPUs this process may use.",
    )
    page_deadline_s: Annotated[
        Seconds, Field(description="A page that takes longer alone is dead-lettered, TIMED_OUT.")
    ] = 30.0
    process_memory_max_bytes: Annotated[
        Size,
        Field(
            ge=256 * MIB,
            description="A page that makes a CPU process outgrow this alone is dead-lettered,"
            " OUT_OF_MEMORY.",
        ),
    ] = 1536 * MIB
    batch_pages: Annotated[
        Count, Field(description="Most pages handed to a CPU process at once.")
    ] = 16
    batch_max_bytes: Annotated[
        Size, Field(description="Most bytes handed to a CPU process at once; one page always fits.")
    ] = 256 * 1024


class FlowSettings(Group):
    """How much is in the worker, when it is committed, and when the worker gives up."""

    in_flight_pages: Annotated[
        Count, Field(description="Most pages read and not yet committed.")
    ] = 256
    in_flight_max_bytes: Annotated[
        Size, Field(description="Most bytes read and not yet committed.")
    ] = 64 * MIB
    commit_interval_s: Annotated[
        Seconds, Field(description="A transaction is committed after this at the latest.")
    ] = 0.5
    commit_pages: Annotated[
        Count, Field(description="A transaction is committed with this many pages at the latest.")
    ] = 128
    drain_deadline_s: Annotated[
        Seconds,
        Field(description="How long work in flight may take to finish after SIGTERM."),
    ] = 25.0
    stall_limit_s: Annotated[
        Seconds,
        Field(
            description="The watchdog ends the worker when its loop has not turned for this long;"
            " `/livez` says false at half of it."
        ),
    ] = 100.0
    max_page_attempts: Annotated[
        Count,
        Field(description="A page that takes the whole worker down this often is dead-lettered."),
    ] = 3
    breaker_share: Annotated[
        Share,
        Field(
            description="Dead letters that reach this share of the window stop the worker."
            " Nothing after that is committed."
        ),
    ] = 0.5
    breaker_window_pages: Annotated[
        Count, Field(description="How many of the last pages make up that window.")
    ] = 200


class ServiceSettings(Group):
    """What the worker shows of itself."""

    http_host: Annotated[
        Text,
        Field(
            description="Address of the status page, `/metrics`, `/livez`, `/readyz`, `/startupz`."
        ),
    ] = "0.0.0.0"
    http_port: Annotated[Port, Field(description="Their port; 0 takes a free one.")] = 9464
    progress_limit_s: Annotated[
        Seconds,
        Field(
            description="`/livez` says false when a partition with lag has not moved this long."
            " One that waits for its turn, while so much of others is in flight that nothing is"
            " read, is no such partition."
        ),
    ] = 600.0
    log_level: Annotated[
        Literal["debug", "info", "warning", "error"],
        BeforeValidator(lower),
        Field(description="Least severe line that is logged."),
    ] = "info"
    log_format: Annotated[
        Literal["auto", "json", "console"],
        BeforeValidator(lower),
        Field(description="`auto`: readable on a terminal, JSON elsewhere."),
    ] = "auto"


@dataclass(frozen=True, slots=True)
class Settings:
    """All groups. `sources`: per key, where its value came from; a missing key is a default."""

    kafka: KafkaSettings = field(default_factory=KafkaSettings)
    pipeline: PipelineSettings = field(default_factory=PipelineSettings)
    cleaning: CleaningSettings = field(default_factory=CleaningSettings)
    pool: PoolSettings = field(default_factory=PoolSettings)
    flow: FlowSettings = field(default_factory=FlowSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


GROUPS: Mapping[str, type[Group]] = {
    "kafka": KafkaSettings,
    "pipeline": PipelineSettings,
    "cleaning": CleaningSettings,
    "pool": PoolSettings,
    "flow": FlowSettings,
    "service": ServiceSettings,
}
GROUP_OF: Mapping[str, str] = {
    key: group for group, model in GROUPS.items() for key in model.model_fields
}
SECRET_KEYS = frozenset({"ssl_key_password", "sasl_password", "sasl_oauth_token"})
