"""What the first pages would otherwise wait for, done once when a process starts.

Decides which pages make the libraries load what they load late. Must not know who starts it.
"""

from worker.cleaning import clean
from worker.records import RawPage

_TEXT_MAX_CHARS = 1_000
_BODY = "The harbour reopened on Monday, officials said, and twelve boats left before noon."
# A month that no language knows makes the date library load all languages that `workarounds.py`
# leaves it, and compile expressions for each: over a second, which the first page with a date that
# it does not know would pay, be it the most urgent of the day. It costs every process 30 MB.
_PAGES = (
    f"<html><head><title>Harbour</title></head><body><article><p>{_BODY}</p></article></body></html>",
    f"Harbour reopens\n\n3 Xyzzy 2024\n\n{_BODY}",
)


def warm_up() -> None:
    """Cleans a page of each kind."""
    for body in _PAGES:
        clean(RawPage(url="", body=body), text_max_chars=_TEXT_MAX_CHARS)
