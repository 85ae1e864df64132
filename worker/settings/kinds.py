"""The kinds of values a setting can have: what is accepted and what it becomes.

Must not know which settings there are.
"""

from pathlib import Path
from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from worker.settings.texts import (
    check_kafka_name,
    check_servers,
    join_servers,
    lower,
    none_if_empty,
    upper,
)
from worker.settings.units import parse_duration, parse_number, parse_size

MIB = 1024 * 1024

Size = Annotated[int, BeforeValidator(parse_size), Field(ge=1)]
Seconds = Annotated[float, BeforeValidator(parse_duration), Field(gt=0)]
Count = Annotated[int, BeforeValidator(parse_number), Field(ge=1)]
Share = Annotated[float, BeforeValidator(parse_number), Field(gt=0, le=1)]
Probability = Annotated[float, BeforeValidator(parse_number), Field(ge=0, le=1)]
Port = Annotated[int, BeforeValidator(parse_number), Field(ge=0, le=65535)]
Text = Annotated[str, Field(min_length=1)]
KafkaName = Annotated[str, AfterValidator(check_kafka_name)]
Servers = Annotated[str, BeforeValidator(join_servers), AfterValidator(check_servers)]
# An empty variable means "not set": compose files and charts write them that way.
OptionalText = Annotated[str | None, BeforeValidator(none_if_empty)]
OptionalKafkaName = Annotated[KafkaName | None, BeforeValidator(none_if_empty)]
OptionalPath = Annotated[Path | None, BeforeValidator(none_if_empty)]
OptionalSecret = Annotated[SecretStr | None, BeforeValidator(none_if_empty)]
SecurityProtocol = Annotated[
    Literal["PLAINTEXT", "SSL", "SASL_PLAINTEXT", "SASL_SSL"], BeforeValidator(upper)
]
SaslMechanism = Annotated[
    Literal["PLAIN", "SCRAM-SHA-256", "SCRAM-SHA-512", "OAUTHBEARER"] | None,
    BeforeValidator(upper),
    BeforeValidator(none_if_empty),
]
Compression = Annotated[Literal["none", "gzip", "snappy", "lz4", "zstd"], BeforeValidator(lower)]
