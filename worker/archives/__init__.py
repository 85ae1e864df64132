"""Pages from files outside Kafka: single pages, JSON lines, WARC and WET, packed or not, and stdin.

Decides which files hold pages, and what a file says about a page. The bytes of markup are left as
they are: which charset they are in is the pipeline's question. Must not know Kafka.
"""

from worker.archives.found import BadRecord, Found, FoundPage, LeftOut, WrongSource
from worker.archives.reading import read_file, read_pages
from worker.archives.sources import STDIN, PageFile, find_files, total_bytes
from worker.archives.walk import Reached, identity, walk

__all__ = [
    "STDIN",
    "BadRecord",
    "Found",
    "FoundPage",
    "LeftOut",
    "PageFile",
    "Reached",
    "WrongSource",
    "find_files",
    "identity",
    "read_file",
    "read_pages",
    "total_bytes",
    "walk",
]
