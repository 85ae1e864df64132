"""The group of settings that leads to Kafka, and what every group is.

Decides names, defaults, ranges and meanings. Must not know where a value comes from.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from worker.settings.kinds import (
    MIB,
    Compression,
    KafkaName,
    OptionalKafkaName,
    OptionalPath,
    OptionalSecret,
    OptionalText,
    SaslMechanism,
    Seconds,
    SecurityProtocol,
    Servers,
    Size,
    Text,
)
from worker.settings.texts import lower


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
