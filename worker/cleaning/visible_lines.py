"""All lines that a reader of a page sees, article and furniture alike.

Decides what `site_learning.py` learns from. Must not know what the article is: an extractor drops
most of what a site repeats, and what it drops today it may keep on another page.
"""

from resiliparse.extract.html2text import extract_plain_text

from worker.cleaning.body_kind import has_markup
from worker.cleaning.charset import decode_body
from worker.cleaning.first_look import reject_binary, reject_garbage, reject_long_text
from worker.cleaning.markup_cost import markup_cost
from worker.cleaning.repair import repair_source
from worker.cleaning.typography import even, usable
from worker.cleaning.unpacking import unpack, unreadable_packing
from worker.limits import CleaningLimits
from worker.records import RawPage

_DEFAULT_LIMITS = CleaningLimits()


def visible_lines(page: RawPage, limits: CleaningLimits = _DEFAULT_LIMITS) -> list[str]:
    """The lines in their order. Raises PageRejected for what `clean` would not read either."""
    body: str | bytes = page.body
    if isinstance(page.body, bytes):
        body = unpack(page.body, page.headers, limits).body
    reject_binary(body)
    text = repair_source(decode_body(page, body).text)
    reject_garbage(text, unreadable_packing(page.headers))
    text = usable(text)
    if has_markup(text, page.content_type):
        markup_cost(text, limits)  # raises where the parser would take minutes
        text = extract_plain_text(
            text, main_content=False, alt_texts=False, preserve_formatting=True
        )
    else:
        reject_long_text(text, limits)
    return even(text).split("\n")
