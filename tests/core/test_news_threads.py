"""The bundled pipelines stay on the thread that calls them, whatever the shell has set.

Only `pagewire run` sets the variables that keep OpenBLAS on one thread; `pagewire annotate` and
anybody's spacy.load do not.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from worker import enrichment

MODELS = Path(enrichment.__file__).parent / "models"
SETTINGS = frozenset((
    "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OPENBLAS_CORETYPE",
    "CI", "ORT_DISABLE_TELEMETRY", "ORT_RUNNING_UNIT_TESTS",  # silence ONNX Runtime
))  # fmt: skip
# Without a full stop the windows are the longest there are, and their matrices the largest.
# How often the kernel has run each other thread of the process: OpenBLAS has its threads all the
# time, and lets them sleep. They must be asleep before, or one that spins on would not be seen.
CODE = """
import sys, threading, time
from pathlib import Path
import spacy
nlp = spacy.load(sys.argv[1])
text = "soldiers moved the families across the river " * 400
nlp(text)
own = str(threading.get_native_id())
others = [task for task in Path("/proc/self/task").iterdir() if task.name != own]
def asleep():
    return all((task / "stat").read_text().rpartition(")")[2].split()[0] == "S" for task in others)
def turns():
    return {task.name: int((task / "schedstat").read_text().split()[2]) for task in others}
while not asleep():
    time.sleep(0.05)
before = turns()
nlp(text)
print(sum(count - before[name] for name, count in turns().items()))
"""


COUNT = """
import sys
from pathlib import Path
import numpy, spacy
tasks = Path("/proc/self/task")
before = len(list(tasks.iterdir()))
spacy.load(sys.argv[1])("Soldiers moved the families across the river.")
print(len(list(tasks.iterdir())) - before)
"""


def printed(code: str, profile: str, **settings: str) -> int:
    """The number that the code prints for this profile, in a process without other settings."""
    environment = {key: value for key, value in os.environ.items() if key not in SETTINGS}
    ended = subprocess.run(
        [sys.executable, "-c", code, str(MODELS / profile)],
        env=environment | settings,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    return int(ended.stdout)


@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="Linux alone lists threads")
@pytest.mark.parametrize("profile", ["news", "news_fast"])
def test_no_thread_is_added_not_even_one_that_sends_telemetry(profile):
    assert printed(COUNT, profile) == 0


# OpenBLAS takes the kernel, and with it the size from which on it starts threads, from the
# processor; the older kernel starts them far sooner.
@pytest.mark.skipif(
    not Path("/proc/thread-self/schedstat").exists(),
    reason="Linux alone says how often a thread ran",
)
@pytest.mark.parametrize("kernel", [{}, {"OPENBLAS_CORETYPE": "Sandybridge"}], ids=["own", "older"])
@pytest.mark.parametrize("profile", ["news", "news_fast"])
def test_no_other_thread_takes_part(profile, kernel):
    assert printed(CODE, profile, **kernel) == 0
