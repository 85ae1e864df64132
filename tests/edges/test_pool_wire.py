"""What a CPU process says: all that it may say arrives, and nothing else is built from it."""

import pickle
import subprocess
from enum import Enum

import pytest

from worker.failures import Reason, Stage
from worker.pool.wire import (
    BadReply,
    BatchDone,
    Began,
    PageDone,
    Ready,
    Reply,
    decode_reply,
    encode,
)
from worker.records import (
    DeadLetter,
    Enriched,
    ExtractionMethod,
    Model,
    PageFacts,
    Processed,
    Tombstone,
)

FACTS = PageFacts({Stage.CLEAN: 0.01}, "en", ExtractionMethod.FLATTENED, {"GPE": 2}, {"AID": 1})
REPLIES: list[Reply] = [
    Ready("0.1.0", Model("news", "1", "ab"), 1.5),
    Began(1),
    PageDone(1, 0, Processed(Enriched(b"key", b"value"), FACTS)),
    PageDone(1, 1, Processed(DeadLetter(Reason.EMPTY, Stage.CLEAN, "no words", signal="SIGSEGV"))),
    PageDone(1, 2, Processed(Tombstone(b"key"))),
    BatchDone(1),
]


@pytest.mark.parametrize("reply", REPLIES, ids=lambda reply: type(reply).__name__)
def test_every_reply_arrives_as_it_was_sent(reply):
    assert decode_reply(encode(reply)) == reply


def test_enums_arrive_where_python_pickles_them_by_getattr(monkeypatch):
    # As Python 3.11.2 does it, which is Debian 12's.
    monkeypatch.setattr(
        Enum, "__reduce_ex__", lambda self, protocol: (getattr, (type(self), self.name))
    )
    reply = PageDone(1, 0, Processed(DeadLetter(Reason.EMPTY, Stage.CLEAN, "no words"), FACTS))
    with pytest.raises(BadReply, match="may not contain builtins"):
        decode_reply(pickle.dumps(reply))
    assert decode_reply(encode(reply)) == reply


def test_a_reply_that_names_another_class_is_refused():
    with pytest.raises(BadReply, match="may not contain subprocess"):
        decode_reply(pickle.dumps(subprocess.Popen))
