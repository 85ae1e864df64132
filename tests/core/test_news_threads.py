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
SETTINGS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "OPENBLAS_CORETYPE")
# Without a full stop the windows are the longest there are, and their matrices the largest.
CODE = """
import sys, time
import spacy
nlp = spacy.load(sys.argv[1])
text = "soldiers moved the families across the river " * 400
nlp(text)
process, thread = time.process_time(), time.thread_time()
nlp(text)
own = time.thread_time() - thread
print((time.process_time() - process - own) / own)
"""


# OpenBLAS takes the kernel, and with it the size from which on it starts threads, from the
# processor; the older kernel starts them far sooner.
@pytest.mark.parametrize("kernel", [{}, {"OPENBLAS_CORETYPE": "Sandybridge"}], ids=["own", "older"])
@pytest.mark.parametrize("profile", ["news", "news_fast"])
def test_no_other_thread_takes_part(profile, kernel):
    environment = {key: value for key, value in os.environ.items() if key not in SETTINGS}
    ended = subprocess.run(
        [sys.executable, "-c", CODE, str(MODELS / profile)],
        env=environment | kernel,
        capture_output=True,
        text=True,
    )
    assert ended.returncode == 0, ended.stderr
    assert float(ended.stdout) < 0.03  # of the caller's own time; half and more if one spins
