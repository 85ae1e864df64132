"""What kafka-python 3.0.12 gets wrong on a consumer's way, and how we live with it.

Each function names the defect, what it would do to us, and the test that shows it. They reach
into the client's private parts, so pyproject.toml bounds its version: look here before raising it.
Must not know anything of the worker.
"""

from kafka import KafkaConsumer
from kafka.structs import MemberState


def finish_joining(consumer: KafkaConsumer) -> bool:
    """Whether a rebalance is under way; makes sure that the next poll can complete it.

    A join that outlives the poll that began it is the next poll's to complete. The client forgets
    it in two cases, and the member then hangs for ever, without heartbeats: when the join was
    begun because metadata had changed (nothing asks for it any more), and when it is done between
    two polls (it is thrown away and begun again, each time that a poll is too short to see the
    end). So it is asked for again here, and the caller polls for longer while this is true.

    tests/integration/test_client_workarounds.py: without it, one new member in thirty hangs.
    """
    if consumer.group_metadata().state != MemberState.REBALANCING:
        return False
    consumer._coordinator.request_rejoin()
    return True


def unpark(consumer: KafkaConsumer) -> None:
    """Give records back that were set aside while their partition was paused.

    Records that were fetched but not yet returned are set aside by `pause`, and taken up again
    after `resume` only when the slot of the partition in line is None. A partition that was read
    to its end leaves an empty object there instead. When no other partition has anything to
    read, the records set aside stay there for ever, and their partition is not fetched either.

    tests/integration/test_client_workarounds.py shows it; without it, one partition stopped for
    good in every third run of tests/integration/test_rebalance.py.
    """
    fetcher = consumer._fetcher
    if not fetcher._next_partition_records:
        fetcher._next_partition_records = None
