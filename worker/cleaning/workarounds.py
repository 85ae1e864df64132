"""What libraries do that we cannot let them do, and that they have no setting for.

Decides how each is kept from it; tests fail without: `test_repair.py`, `test_warm_up.py`. Must not
know pages.
"""

import unicodedata
from functools import cache, lru_cache

from dateparser import DateDataParser
from dateparser.data.languages_info import language_order
from htmldate import extractors
from trafilatura import utils

from worker.cleaning.language import known_languages

_all_languages_parser = extractors.get_external_parser
_ALSO_CALLED = {"no": "nb"}  # Norwegian, as the date library knows it


@lru_cache(maxsize=2**14)  # as the function that it stands in for
def _kept(char: str) -> str:
    kept = char.isprintable() or char.isspace() or unicodedata.category(char) == "Cf"
    return char if kept else ""


def keep_format_characters() -> None:
    """Stops trafilatura from dropping the characters of Unicode's category Cf, among others.

    It drops whatever Python does not call printable. Persian words run together without their
    joiners, Khmer words without their zero-width spaces, and emoji fall apart. `typography.py`
    drops the format characters that mean nothing.
    """
    utils.return_printables_and_spaces = _kept


@cache
def _date_parser() -> DateDataParser:
    known = {_ALSO_CALLED.get(language, language) for language in known_languages()}
    parser = _all_languages_parser()
    parser.languages = [name for name in language_order if name.partition("-")[0] in known]
    return parser


def read_dates_in_known_languages() -> None:
    """Stops htmldate from reading dates in languages that no page can be told to be in.

    Of the date library's two hundred languages these are half. Each is loaded, and its expressions
    compiled, as soon as a page has a date that none knows: `warm_up.py` does it before the first.
    """
    extractors.get_external_parser = _date_parser
