"""One record and everything that became of it, for a human or a machine that looks into it.

Decides what a record is, in which order its history happened, and how it is shown: on a terminal,
as HTML, as JSON. Must not know how records are found, nor the clock.
"""

from worker.inspect.history import Entry, Kind, Roles, assemble, input_place, kind_of
from worker.inspect.identity import id_of, url_of
from worker.inspect.inspection import Inspection, Searched
from worker.inspect.json_document import as_json
from worker.inspect.plain import escaped, line
from worker.inspect.raw_side import RawSide, read_raw
from worker.inspect.terminal import shown
from worker.inspect.web_page import inspection_html

__all__ = [
    "Entry",
    "Inspection",
    "Kind",
    "RawSide",
    "Roles",
    "Searched",
    "as_json",
    "assemble",
    "escaped",
    "id_of",
    "input_place",
    "inspection_html",
    "kind_of",
    "line",
    "read_raw",
    "shown",
    "url_of",
]
