"""What lists write at each of their articles: its age, its day, "...", "continue reading".

Decides whether a text is a row of such, by how often they come and how little stands between two of
them; that is left of a list when links and lines are gone. Must not know what else speaks for a
list: an article with a date in each paragraph looks the same.
"""

import re

from worker.cleaning.stand_ins import word_count

_TEXT_MAX_CHARS = 30_000  # lists that were seen have a third of it
_MARKS_MIN = 6
_WORDS_BETWEEN_MAX = 80  # and before the first, and behind the last: menus, the foot of the page
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
_MARK = re.compile(
    rf"""
    \b\d{{1,2}}\ ?(?:[smhdw]|secs?|mins?|hrs?|minutes?|hours?|days?|weeks?|months?)\ ago\b
    | \b(?:an?|one)\ (?:minute|hour|day|week|month)\ ago\b
    | \bvor\ \d{{1,2}}\ (?:minuten?|stunden?|tage?n?)\b
    | \bil\ y\ a\ \d{{1,2}}\ (?:min|minutes?|h|heures?|jours?)\b
    | \bhace\ \d{{1,2}}\ (?:min|minutos?|h|horas?|días?)\b
    | \b\d{{1,2}}[hd]\b
    | \b\d{{1,2}}\ {_MONTH}\ (?:19|20)\d\d\b
    | \b{_MONTH}\ \d{{1,2}},?\ (?:19|20)\d\d\b
    | \b(?:19|20)\d\d-\d\d-\d\d\b
    | \b\d{{1,2}}[./]\d{{1,2}}[./](?:19|20)\d\d\b
    | \[(?:…|\.\.\.)\] | (?<!\S)(?:…|\.\.\.)(?!\S)
    | \b(?:continue|keep)\ reading\b | \bread\ (?:more|full\ story)\b | \bweiterlesen\b
    | \blire\ la\ suite\b | \bleer\ más\b | (?<=[.!?…]\ )mehr\b
    """,
    re.IGNORECASE | re.VERBOSE,
)


def is_row_of_teasers(text: str) -> bool:
    """Whether there are many such marks, all over the text and with little between two of them."""
    if len(text) > _TEXT_MAX_CHARS:
        return False
    marks = list(_MARK.finditer(text))
    borders = [0, *(border for mark in marks for border in mark.span()), len(text)]
    between = zip(borders[::2], borders[1::2], strict=True)
    return len(marks) >= _MARKS_MIN and all(
        word_count(text[start:end]) <= _WORDS_BETWEEN_MAX for start, end in between
    )
