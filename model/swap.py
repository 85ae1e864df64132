"""Exchanges the names in an entity row for others of their kind, so that names are not learnt.

People get names of other people, the same one throughout a document; places in the gazetteer get
other places. Organisations and the rest stay as they are.
"""

from __future__ import annotations

import random

from rows import TokenRow

_COUNTRY_SHARE = 0.3  # of the exchanged places; the others become cities
_SHORTEST = 3  # letters of a name that is exchanged; shorter ones are often initials


class NameSwap:
    """Draws the new names; one instance for a whole corpus."""

    def __init__(self, names: dict[str, list[str]], chance: random.Random) -> None:
        self._given = names["given"]
        self._surnames = names["surnames"]
        self._cities = names["cities"]
        self._countries = names["countries"]
        self._places = {*names["cities"], *names["countries"]}
        self._chance = chance

    def row(self, row: TokenRow) -> TokenRow:
        """A copy of the row with other names, its token numbers moved."""
        words: list[str] = []
        spaces: list[bool] = []
        ents: list[tuple[int, int, str]] = []
        known: dict[str, list[str]] = {}
        position: list[int] = []
        starts = {start: (end, label) for start, end, label in row["ents"]}
        index = 0
        while index < len(row["tokens"]):
            end, label = starts.get(index, (index + 1, ""))
            old = row["tokens"][index:end]
            new = self._exchanged(old, label, known)
            gaps = row["spaces"][index:end]
            if len(new) != len(old):
                gaps = [True] * (len(new) - 1) + [row["spaces"][end - 1]]
            position.extend([len(words)] * (end - index))
            if label:
                ents.append((len(words), len(words) + len(new), label))
            words.extend(new)
            spaces.extend(gaps)
            index = end
        missing = [position[i] for i in row.get("missing", [])]
        return {"tokens": words, "spaces": spaces, "ents": ents, "missing": missing}

    def _exchanged(self, old: list[str], label: str, known: dict[str, list[str]]) -> list[str]:
        if label == "PERSON":
            last = len(old) - 1
            return [w for i, word in enumerate(old) for w in self._person(word, i < last, known)]
        text = " ".join(old)
        if label == "LOC" and text in self._places:
            if text not in known:
                is_country = self._chance.random() < _COUNTRY_SHARE
                names = self._countries if is_country else self._cities
                known[text] = self._chance.choice(names).split()
            return known[text]
        return old

    def _person(self, word: str, given: bool, known: dict[str, list[str]]) -> list[str]:
        if len(word) < _SHORTEST or not word.isalpha() or not word.istitle():
            return [word]
        if word not in known:
            known[word] = [self._chance.choice(self._given if given else self._surnames)]
        return known[word]
