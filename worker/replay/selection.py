"""Which records of the range a replay takes, and which it passes by.

Decides from the record itself (url, domain), from what is out already (its pipeline's version) and
from the outcome (its language, which nobody knows before). A record that is passed by is counted,
never dropped in silence. Must not know Kafka.
"""

import re
from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from worker.codec import url_of
from worker.codec.raw_page import InputFormat
from worker.records import Enriched, Filtered, Processed, RawRecord

FILTERED = Processed(Filtered())


@dataclass(frozen=True, slots=True)
class Selection:
    """What is wanted; an empty field asks for nothing."""

    url: re.Pattern[str] | None = None  # found anywhere in the url
    domains: frozenset[str] = frozenset()  # with their subdomains
    languages: frozenset[str] = frozenset()  # ISO 639-1, of the cleaned text
    settled: Mapping[int, Container[int]] = field(default_factory=dict)  # offsets by partition
    input_format: InputFormat = "json"

    def passes_by(self, raw: RawRecord) -> bool:
        """Whether the record is left out without being looked into by the pipeline."""
        if raw.origin.offset in self.settled.get(raw.origin.partition, ()):
            return True
        if self.url is None and not self.domains:
            return False
        url = url_of(raw, input_format=self.input_format)
        if self.url is not None and not self.url.search(url):
            return True
        return bool(self.domains) and not _within(url, self.domains)

    def of(self, processed: Processed) -> Processed:
        """The outcome, or that it is passed by: an enriched page in a language not asked for."""
        if not self.languages or not isinstance(processed.outcome, Enriched):
            return processed
        return processed if processed.facts.language in self.languages else FILTERED


def _within(url: str, domains: frozenset[str]) -> bool:
    """Whether the url's host is one of the domains or under one."""
    try:
        labels = (urlsplit(url).hostname or "").lower().split(".")
    except ValueError:
        return False  # brackets that are no address
    return any(".".join(labels[at:]) in domains for at in range(len(labels)))
