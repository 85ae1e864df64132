"""What trafilatura does to text that we cannot let it do.

Decides how the library is kept from it; `tests/core/test_repair.py` fails without. Must not know
pages.
"""

import unicodedata
from functools import lru_cache

from trafilatura import utils


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
