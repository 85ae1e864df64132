"""Text as pages have it and corpora do not: paragraph breaks, curly quotes, careless capitals."""

from __future__ import annotations

import random

from treebanks import BLANK_LINE

_PLAIN_BREAKS = 0.85  # share of the breaks that are a blank line
# What else stands between paragraphs in text that nobody tidied.
_OTHER_BREAKS = ("\n", "\n\n\n", "\n \n", "\n\n ")
_UPPER, _TITLE, _LOWER = 0.04, 0.02, 0.01  # of the sentences are written in such letters
_SHORT_IN_TITLES = 3  # letters of the words that a headline leaves in lower case


def other_break(chance: random.Random) -> str:
    """A blank line, and now and then something like it."""
    if chance.random() < _PLAIN_BREAKS:
        return BLANK_LINE
    return chance.choice(_OTHER_BREAKS)


def curly(words: list[str], spaces: list[bool]) -> list[str]:
    """The words with typographic quotes and apostrophes instead of the straight ones."""
    result: list[str] = []
    for index, word in enumerate(words):
        opens = (index == 0 or spaces[index - 1]) and not spaces[index]
        if word in ('"', "``", "''"):
            word = "“" if opens else "”"
        elif word == "'":
            word = "‘" if opens else "’"
        elif "'" in word:
            word = word.replace("'", "’")
        result.append(word)
    return result


def rewritten(words: list[str], chance: random.Random | None) -> list[str]:
    """A sentence as a headline or a careless typist would write it, now and then."""
    if chance is None:
        return words
    draw = chance.random()
    if draw < _UPPER:
        return [word.upper() if len(word.upper()) == len(word) else word for word in words]
    if draw < _UPPER + _TITLE:
        return [
            word[0].upper() + word[1:] if len(word) > _SHORT_IN_TITLES or i == 0 else word
            for i, word in enumerate(words)
        ]
    if draw < _UPPER + _TITLE + _LOWER:
        return [word.lower() if len(word.lower()) == len(word) else word for word in words]
    return words
