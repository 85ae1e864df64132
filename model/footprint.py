"""What a pipeline costs: time, memory and room on the disk."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from spacy.language import Language

from gold import BATCH
from worker.commands.progress import progress
from worker.enrichment.news.components import Encoder

ARTICLE_WORDS = 550  # as long as a news page is
_MEGABYTE = 1e6
# A process of its own: what others have left in memory does not count, and neither do the texts.
_READER = """
import json, sys
import spacy

def megabytes():
    with open("/proc/self/status") as lines:
        fields = dict(line.split(":", 1) for line in lines)
    return {name: int(fields[name].split()[0]) / 1000 for name in ("VmRSS", "VmHWM")}

texts = json.load(sys.stdin)
bare = megabytes()["VmRSS"]
nlp = spacy.load(sys.argv[1])
for text in texts:
    nlp(text)
print(json.dumps({name: now - bare for name, now in megabytes().items()}))
"""


def articles(texts: Sequence[str]) -> list[str]:
    """Articles of ARTICLE_WORDS words put together from these texts, the last one shorter."""
    words = " ".join(texts).split(" ")
    return [" ".join(words[i : i + ARTICLE_WORDS]) for i in range(0, len(words), ARTICLE_WORDS)]


def speed(nlp: Language, texts: Sequence[str]) -> dict[str, float]:
    """Words and tokens a second over whole articles, and the graph's share of the time, percent.

    The share is of the same run, so that it holds on a machine whose speed goes up and down. Raises
    TypeError for a pipeline of other people.
    """
    encoder = nlp.get_pipe("encoder")
    if not isinstance(encoder, Encoder):
        raise TypeError(f"{nlp.meta['name']} has no graph to time: it was not made here")
    list(nlp.pipe(texts[:2]))
    graph, in_graph = encoder.graph, 0.0
    run = graph.run

    def timed(*feed: Any) -> Any:
        nonlocal in_graph
        started = time.perf_counter()
        try:
            return run(*feed)
        finally:
            in_graph += time.perf_counter() - started

    graph.run = timed
    tokens, started = 0, time.perf_counter()
    try:
        with progress("reading articles", len(texts)) as advance:
            for doc in nlp.pipe(texts, batch_size=BATCH):
                tokens += len(doc)
                advance(1)
    finally:
        seconds = time.perf_counter() - started
        del graph.run
    return {
        "articles": len(texts),
        "words_per_second": round(sum(len(text.split(" ")) for text in texts) / seconds),
        "tokens_per_second": round(tokens / seconds),
        "graph_percent_of_time": round(100 * in_graph / seconds, 1),
    }


def footprint(folder: Path, texts: Sequence[str]) -> dict[str, float]:
    """Megabytes (millions of bytes) on disk, and of one process that has read these articles.

    Memory is counted over what the process has after a bare `import spacy`; `peak` is the most it
    ever had. Linux only; raises CalledProcessError when the process fails.
    """
    done = subprocess.run(
        [sys.executable, "-c", _READER, str(folder.resolve())],
        input=json.dumps(texts),
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    memory = json.loads(done.stdout)
    size = sum(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    return {
        "on_disk_mb": round(size / _MEGABYTE, 1),
        "memory_mb": round(memory["VmRSS"], 1),
        "peak_memory_mb": round(memory["VmHWM"], 1),
    }
