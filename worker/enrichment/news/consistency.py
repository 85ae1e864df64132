"""One name, one label: mentions of the same name in a document are made to agree.

Decides labels of mentions, adds those that were missed, and drops what the tagger knows to be no
name. Must not know the network. A name is what it is called most surely; a surname or an
abbreviation alone counts as its full name does.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from spacy.tokens import Doc, Span, Token

from worker.enrichment.places import is_demonym, place_label

_SURE = 0.6  # of a full name that its short form may follow
_FULL_NAME = 1.5  # its weight beside a mention of the short form
_SHORTEST = 2  # characters of a word that may be added on its own
RULE_CONFIDENCE = 0.56  # of a mention that only these rules found: 14 of 25 in gold were right
_WRITTEN_LARGE = frozenset({"PERSON", "ORG", "LOC"})
_NO_SURNAMES = frozenset({"Jr", "Jr.", "Sr", "Sr.", "II", "III", "May", "March", "April", "August"})


def consistent(doc: Doc) -> list[Span]:
    """The document's names with labels that agree, and the missed mentions; in no order."""
    ents = [
        _relabelled(ent, "NORP") if _is_nationality(ent) else ent
        for ent in doc.ents
        if not _is_plain_word(ent)
    ]
    labels = _labels(ents)
    agreed = [_relabelled(ent, labels[_name(ent)]) for ent in ents]
    return agreed + list(_missed(doc, agreed, labels))


def _labels(ents: Iterable[Span]) -> dict[str, str]:
    """Name to the label that its mentions, and the full names it is short for, give most surely."""
    votes: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for ent in ents:
        confidence = ent._.confidence or 0.0
        votes[_name(ent)][ent.label_] += confidence
        if confidence >= _SURE:
            for short in _short_forms(ent):
                votes[short][ent.label_] += _FULL_NAME * confidence
    return {
        name: max(sorted(given), key=lambda label: given[label]) for name, given in votes.items()
    }


def _short_forms(ent: Span) -> Iterator[str]:
    """The surname of a person, the initials of an organisation."""
    if len(ent) < 2:
        return
    last = ent[-1]
    if ent.label_ == "PERSON" and last.is_title and len(last) > _SHORTEST:
        if last.text not in _NO_SURNAMES and place_label(last.text) != "GPE":
            yield last.text
    elif ent.label_ == "ORG":
        initials = "".join(token.text[0] for token in ent if token.text[0].isupper())
        if len(initials) > _SHORTEST:
            yield initials


def _missed(doc: Doc, ents: Iterable[Span], labels: dict[str, str]) -> Iterator[Span]:
    """Capitalised words outside all entities that are names elsewhere, or nationalities."""
    taken = {token.i for ent in ents for token in ent}
    plain = {token.text for token in doc if token.is_lower}
    for token in doc:
        if token.i in taken or not _may_be_name(token) or _in_longer_name(token):
            continue
        label = None if token.lower_ in plain else labels.get(token.text)
        if label is None and token.is_title and is_demonym(token.text):
            label = "NORP"
        if label is not None:
            found = Span(doc, token.i, token.i + 1, label)
            found._.confidence = RULE_CONFIDENCE
            yield found


def _may_be_name(token: Token) -> bool:
    """A capitalised word that the tagger, where one ran, takes for a name or an adjective."""
    return (
        token.text[0].isupper()
        and len(token) >= _SHORTEST
        and token.pos_ in ("", "PROPN", "ADJ")
        and token.text not in _NO_SURNAMES
    )


def _in_longer_name(token: Token) -> bool:
    """Whether a capitalised name stands right after it: Berg Street is not Mr Berg."""
    following = token.doc[token.i + 1] if token.i + 1 < len(token.doc) else None
    return (
        following is not None
        and following.pos_ == "PROPN"
        and following.text[0].isupper()
        and not is_demonym(token.text)
    )


def _is_plain_word(ent: Span) -> bool:
    """Whether it is a pronoun, or written small and no proper noun in it.

    What is neither person, place nor organisation is written small at times ("civil war").
    """
    if all(token.pos_ == "PRON" and not token.is_upper for token in ent):
        return True
    tagged_as_words = not any(token.pos_ in ("", "PROPN") for token in ent)
    return ent.label_ in _WRITTEN_LARGE and ent.text.islower() and tagged_as_words


def _name(ent: Span) -> str:
    return " ".join(ent.text.split())


def _is_nationality(ent: Span) -> bool:
    return ent.label_ in ("LOC", "MISC", "ORG") and is_demonym(_name(ent))


def _relabelled(ent: Span, label: str) -> Span:
    if label == ent.label_:
        return ent
    found = Span(ent.doc, ent.start, ent.end, label)
    found._.confidence = ent._.confidence
    return found
