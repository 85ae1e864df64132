"""Pages through a pipeline without Kafka: batches in, outcomes out, in the order they came.

A page on which our own code fails becomes a dead letter
here as it does in a CPU process, through the same function. Must not know what the pipeline does.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from worker.commands.lines import batches
from worker.pool.process import BatchPipeline, settle
from worker.records import DeadLetter, Outcome, RawRecord


def outcomes(
    pipeline: BatchPipeline, records: Iterable[RawRecord | None]
) -> Iterator[tuple[RawRecord, Outcome]]:
    """Each record with what became of it, in the order of the records; None as in `batches`."""
    for batch in batches(records):
        settled = dict(settle(pipeline, batch))
        for index, record in enumerate(batch):
            yield record, settled[index].outcome


def rejected(letter: DeadLetter) -> dict[str, str]:
    """A dead letter as the `rejected` of an output line."""
    return {"reason": letter.reason, "stage": letter.stage, "detail": letter.detail}


def with_reasons(reasons: Counter[str], became: str) -> str:
    """How many pages became that, and why, the commonest reason first."""
    why = ", ".join(f"{reason} {pages}" for reason, pages in reasons.most_common())
    return f"{reasons.total()} {became}" + (f" ({why})" if why else "")
