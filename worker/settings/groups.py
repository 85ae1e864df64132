"""The settings themselves: frozen groups, typed, with units in the names.

Decides names, defaults, ranges and meanings. Must not know where a value comes from. What
exactly-once needs (acks, idempotence, isolation, no automatic commit, the assignor) has no
setting here on purpose: nobody can switch it off by accident.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from worker.settings.kinds import (
    MIB,
    Compression,
    Count,
    KafkaName,
    OptionalKafkaName,
    OptionalPath,
    OptionalSecret,
    OptionalText,
    Port,
    SaslMechanism,
    Seconds,
    SecurityProtocol,
    Servers,
    Share,
    Size,
    Text,
)
from worker.settings.texts import lower
from worker.settings.units import usable_cpus


class Group(BaseModel):
    """What all groups share. An input is never quoted in an error: it could be a secret."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, hide_input_in_errors=True
    )


class KafkaSettings(Group):
    """Where the records are, and how long Kafka may keep the worker waiting."""

    bootstrap_servers: Annotated[
        Servers, Field(description="Brokers to ask first: `host:port`, comma between them.")
    ] = "localhost:9092"
    group_id: Annotated[
        Text, Field(description="Consumer group; replicas of one worker share it.")
    ] = "pagewire"
    instance_id: Annotated[
        OptionalKafkaName,
        Field(
            description="Static member name, unique per replica: its restart rebalances nothing."
        ),
    ] = None
    client_id: Annotated[
        Text, Field(description="Name in the brokers' logs, quotas and metrics.")
    ] = "pagewire"
    input_topic: Annotated[KafkaName, Field(description="Raw pages come from here.")] = "raw-pages"
    output_topic: Annotated[KafkaName, Field(description="Enriched pages go here.")] = (
        "enriched-pages"
    )
    dead_letter_topic: Annotated[
        KafkaName, Field(description="Pages that cannot be enriched go here, untouched.")
    ] = "dead-letters"
    session_timeout_s: Annotated[
        Seconds,
        Field(ge=1, le=1800, description="A member that sends no heartbeat this long has left."),
    ] = 45.0
    max_poll_interval_s: Annotated[
        Seconds, Field(description="A member that does not poll this long loses its partitions.")
    ] = 300.0
    transaction_timeout_s: Annotated[
        Seconds,
        Field(
            le=900,
            description="The broker aborts a transaction that stays open longer. Brokers allow"
            " 15 minutes at most by default.",
        ),
    ] = 60.0
    delivery_timeout_s: Annotated[
        Seconds, Field(description="A record must reach the broker within this, retries included.")
    ] = 30.0
    request_timeout_s: Annotated[
        Seconds, Field(description="One request to a broker is given up after this.")
    ] = 20.0
    fetch_max_bytes: Annotated[
        Size, Field(ge=1024, description="Most that one fetch brings; a larger record still comes.")
    ] = 16 * MIB
    compression: Annotated[
        Compression, Field(description="Of what the worker produces. The input may use any.")
    ] = "none"
    auto_offset_reset: Annotated[
        Literal["earliest", "latest"],
        BeforeValidator(lower),
        Field(
            description="Where a group without committed offsets starts. `latest` skips all that"
            " is already there."
        ),
    ] = "earliest"
    security_protocol: Annotated[
        SecurityProtocol, Field(description="How to talk to the brokers.")
    ] = "PLAINTEXT"
    ssl_cafile: Annotated[
        OptionalPath,
        Field(description="PEM file of the authority that signed the brokers' certificates."),
    ] = None
    ssl_certfile: Annotated[
        OptionalPath, Field(description="PEM file of the worker's own certificate.")
    ] = None
    ssl_keyfile: Annotated[
        OptionalPath, Field(description="PEM file of the key of `ssl_certfile`, if kept apart.")
    ] = None
    ssl_key_password: Annotated[OptionalSecret, Field(description="Password of that key.")] = None
    ssl_check_hostname: Annotated[
        bool, Field(description="Whether the broker's certificate must name its host.")
    ] = True
    sasl_mechanism: Annotated[SaslMechanism, Field(description="How to log in.")] = None
    sasl_username: Annotated[OptionalText, Field(description="For PLAIN and SCRAM.")] = None
    sasl_password: Annotated[OptionalSecret, Field(description="For PLAIN and SCRAM.")] = None
    sasl_oauth_token: Annotated[
        OptionalSecret, Field(description="For OAUTHBEARER: a token that never changes.")
    ] = None
    sasl_oauth_token_file: Annotated[
        OptionalPath,
        Field(
            description="For OAUTHBEARER: a file that something else keeps fresh; it is read"
            " again whenever a token is needed."
        ),
    ] = None

    def current_sasl_oauth_token(self) -> str:
        """Return the token to log in with now, from its file when there is one.

        Raises OSError when the file cannot be read, ValueError when there is no token.
        """
        if self.sasl_oauth_token_file is not None:
            token = self.sasl_oauth_token_file.read_text(encoding="utf-8").strip()
        else:
            token = self.sasl_oauth_token.get_secret_value() if self.sasl_oauth_token else ""
        if not token:
            raise ValueError("no OAuth token: sasl_oauth_token or its file is empty")
        return token


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
            description="`news` is the pipeline inside the package; anything else is the name or"
            " path of an installed spaCy pipeline."
        ),
    ] = "news"
    page_max_bytes: Annotated[
        Size, Field(ge=1024, description="A larger record is dead-lettered, TOO_LARGE.")
    ] = 10 * MIB
    text_max_chars: Annotated[
        Count,
        Field(
            ge=100,
            le=1_000_000,
            description="A longer text is cut and says so. The parser needs about 1 GB of memory"
            " per 100,000 characters.",
        ),
    ] = 100_000
    output_max_bytes: Annotated[
        Size,
        Field(ge=1024, description="A larger enriched page is dead-lettered, TOO_LARGE."),
    ] = 10 * MIB


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
    ] = 90.0
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
        Text, Field(description="Address of `/metrics`, `/livez`, `/readyz`, `/startupz`.")
    ] = "0.0.0.0"
    http_port: Annotated[Port, Field(description="Their port; 0 takes a free one.")] = 9464
    progress_limit_s: Annotated[
        Seconds,
        Field(description="`/livez` says false when a partition with lag has not moved this long."),
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
    pool: PoolSettings = field(default_factory=PoolSettings)
    flow: FlowSettings = field(default_factory=FlowSettings)
    service: ServiceSettings = field(default_factory=ServiceSettings)
    sources: Mapping[str, str] = field(default_factory=dict, compare=False, repr=False)


GROUPS: Mapping[str, type[Group]] = {
    "kafka": KafkaSettings,
    "pipeline": PipelineSettings,
    "pool": PoolSettings,
    "flow": FlowSettings,
    "service": ServiceSettings,
}
GROUP_OF: Mapping[str, str] = {
    key: group for group, model in GROUPS.items() for key in model.model_fields
}
SECRET_KEYS = frozenset({"ssl_key_password", "sasl_password", "sasl_oauth_token"})
