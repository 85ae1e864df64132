"""The loop most people write: poll, process, send, flush, commit, page by page. At least once.

python -m tests.benchmarks.naive SERVERS RAW OUTPUT PAGES: prints pages per second. It runs the
same pipeline as the worker, one page at a time, with the client's defaults.
"""

import sys
import time

from kafka import KafkaConsumer, KafkaProducer, TopicPartition
from kafka.structs import OffsetAndMetadata

from worker.pipeline import PipelineConfig, load
from worker.records import Enriched, Origin, RawRecord

WARM_PAGES = 32


def main(servers: str, raw: str, output: str, pages: int) -> None:
    """Process `pages` after the warm ones."""
    pipeline = load(PipelineConfig())
    pipeline.warm_up()
    consumer = KafkaConsumer(
        raw,
        bootstrap_servers=servers,
        group_id=f"naive-{raw}",
        auto_offset_reset="earliest",
        enable_auto_commit=False,
    )
    producer = KafkaProducer(bootstrap_servers=servers)
    seen = 0
    started = 0.0
    while seen < WARM_PAGES + pages:
        for partition, records in consumer.poll(timeout_ms=500).items():
            for record in records:
                if seen == WARM_PAGES:
                    started = time.perf_counter()
                origin = Origin(record.topic, record.partition, record.offset)
                raw_record = RawRecord(origin, record.key, record.value)
                outcome = pipeline.process_one(raw_record).outcome
                assert isinstance(outcome, Enriched)
                producer.send(output, outcome.value, key=outcome.key)
                producer.flush()
                position = OffsetAndMetadata(record.offset + 1, "", -1)
                consumer.commit({TopicPartition(*partition): position})
                seen += 1
                if seen == WARM_PAGES + pages:
                    break
            if seen == WARM_PAGES + pages:
                break
    print(pages / (time.perf_counter() - started))
    consumer.close()
    producer.close()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]))
