"""What kafka-python 3.0.12 gets wrong, and how we live with it.

Each function names the defect, what it would do to us, and the test that shows it. They reach
into the client's private parts, so pyproject.toml bounds its version: look here before raising it.
Must not know what is read or written.
"""

import time
from collections.abc import Iterable
from typing import Any

from kafka import KafkaConsumer, TopicPartition
from kafka.structs import MemberState

from worker.settings import KafkaSettings


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


def without_leader(
    consumer: KafkaConsumer, partitions: Iterable[TopicPartition]
) -> set[TopicPartition]:
    """Those of which the brokers said last that they have no leader.

    The client says it nowhere: it just reads nothing there, for as long as it takes.

    tests/integration/test_leaderless.py: a worker would be silent about it.
    """
    cluster = consumer._manager.cluster
    found = {tp for tp in partitions if cluster.leader_for_partition(tp) == -1}
    if found:
        cluster.request_update()  # a paused partition would not be asked after for minutes
    return found


def await_delivery(sent: Iterable[Any], settings: KafkaSettings) -> None:
    """Wait until every record of a transaction has arrived: before its commit, which does not.

    A record that cannot be delivered in time fails with an error that the client takes for one to
    try again after, though it does not try again: the transaction counts as sound, and
    `commit_transaction` commits it, with the offsets and without the record. So each record is
    asked here what became of it. Raises the KafkaError of the first that did not arrive.

    tests/integration/test_leaderless.py: without it, a partition of the output topic that is away
    for longer than the delivery time loses every page that would go there.
    """
    # The client gives a record up itself after the first of the two.
    deadline = time.monotonic() + settings.delivery_timeout_s + settings.request_timeout_s
    for future in sent:
        future.get(timeout=max(0.0, deadline - time.monotonic()))
