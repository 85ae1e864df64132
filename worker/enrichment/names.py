"""Names in the form in which they are compared.

Decides when two spellings are one name. Must not know what a name stands for.
"""

import re
import unicodedata

_APART = re.compile(r"[\s\-‐-―_]+")
_SILENT = re.compile(r"['’‘`ʻʼ´\".“”]")
# Letters that no decomposition turns into plain ones.
_PLAIN = str.maketrans(
    {"ı": "i", "ø": "o", "đ": "d", "ł": "l", "ħ": "h", "æ": "ae", "œ": "oe", "ə": "e", "ð": "d"}
)


def folded(name: str) -> str:
    """Equal for spellings of one name: without case, accents, quotes, full stops and hyphens."""
    lower = name.casefold()
    if not lower.isascii():
        letters = unicodedata.normalize("NFKD", lower.translate(_PLAIN))
        lower = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return _APART.sub(" ", _SILENT.sub("", lower)).strip().removeprefix("the ")
