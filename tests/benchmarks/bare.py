"""The pipeline alone, in this process, without Kafka: what the worker's speed is measured against.

python -m tests.benchmarks.bare PAGES: prints pages per second.
"""

import sys
import time

from tests.benchmarks.stage import raw_record
from worker.pipeline import PipelineConfig, load

BATCH_PAGES = 16  # as PAGEWIRE_BATCH_PAGES
WARM_PAGES = 32


def main(pages: int) -> None:
    """Warm up, then time."""
    pipeline = load(PipelineConfig())
    pipeline.warm_up()
    records = [raw_record(number) for number in range(WARM_PAGES + pages)]
    started = 0.0
    for first in range(0, len(records), BATCH_PAGES):
        if first == WARM_PAGES:
            started = time.perf_counter()
        for _ in pipeline.process(records[first : first + BATCH_PAGES]):
            pass
    print(pages / (time.perf_counter() - started))


if __name__ == "__main__":
    main(int(sys.argv[1]))
