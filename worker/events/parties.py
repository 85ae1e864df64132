"""Who acts in an event and whom it concerns: the lexicon's roles, and what they leave open.

Decides which nouns of the frame are actor and recipient, and looks further down the tree where no
recipient stands in the frame. Must not know which characters stand for a noun.
"""

from collections.abc import Sequence

from spacy.tokens import Token

from worker.events.aims import aim, is_sent
from worker.events.antecedents import antecedent
from worker.events.forms import all_noun_forms, all_verb_forms, words
from worker.events.frames import Frame, conjuncts, verb_frame
from worker.events.lexicon import Entry, Role
from worker.events.noun_frames import lent_subjects
from worker.events.participants import Cast
from worker.events.promises import Told
from worker.events.sectors import is_deed_or_tool, sector_of
from worker.records import Participant

# Of words that are about what somebody says or decides, the recipient is whoever that concerns; a
# blow or an arrest concerns its object, whatever it is.
_ABOUT = words(
    "ACCUSE AGREE AID CONCEDE CONSULT COOPERATE MOBILIZE PROTEST REJECT REQUEST RETREAT SANCTION"
    " SUPPORT THREATEN"
)
_AIMED = _ABOUT | {"ASSAULT", "COERCE"}
# Where these happen is no more than their place.
_PLACED = frozenset({"ASSAULT", "CONSULT", "PROTEST"})
_ALONE = frozenset({"resign"})
_DONE_TO_PLACES = frozenset({"COERCE", "MOBILIZE"})
_IN = frozenset({"in", "at", "near", "outside"})
_SYMMETRIC = frozenset({"CONSULT", "COOPERATE"})
# These have somebody or something that they hit, be it a base or a law.
_HITTING = frozenset({"ASSAULT", "ACCUSE", "COERCE", "PROTEST", "REJECT", "SANCTION", "THREATEN"})
_AT = frozenset({"against", "at", "into", "on", "over", "to"})
_SENDING = frozenset({"AGREE", "AID", "MOBILIZE"})
_MOVING = frozenset({"AID", "MOBILIZE"})
_BLOWS = frozenset({"ASSAULT"})
_HARM = all_verb_forms(
    "kill wound injure hurt murder target hit leave claim destroy damage devastate maim"
)
# What somebody says or writes, or what is spoken of: nobody who acts.
_SAYINGS = all_noun_forms(
    "communique declaration issue letter matter message note petition remark report role statement"
    " tweet"
)
_PERSONS = words("he she him her they them")
_FORCES = frozenset({"MIL", "COP"})


def parties(one: Told, cast: Cast) -> tuple[tuple[Participant, ...], tuple[Participant, ...]]:
    """The actors and the recipients of an event."""
    trigger, entry, frame, kind = one.trigger, one.entry, one.frame, one.type
    heads = roles(entry, frame, cast)
    if trigger.pos_ == "NOUN" and (owner := _owner(trigger)) is not None:
        heads[entry.possessor] = [owner]  # "its withdrawal of troops"
    if not heads[Role.ACTOR] and trigger.pos_ == "NOUN":
        heads[Role.ACTOR] += lent_subjects(trigger)
    doers = _doers(heads[Role.ACTOR], one, cast)
    actors = cast.participants(doers, numbers=False)
    taken = {token.i for head in doers for token in conjuncts(head)}
    found = heads[Role.RECIPIENT] or list(_in_content(one, cast))
    if not found and trigger.pos_ == "NOUN" and kind in _BLOWS:
        found = _harmed(trigger)
    if kind in _ABOUT:
        found = _concerned(found, one, cast, taken)
    recipients = _apart(cast.participants(_alike(found, frame.objects, cast)), actors)
    recipients = recipients or _counterparts(actors, frame, cast)
    is_talk = kind in _SYMMETRIC and len(actors) > 1  # everybody there is an actor
    things = [noun for noun in heads[Role.THING] if cast.label_at(noun) is None]
    if recipients or is_talk or kind not in _AIMED or _is_unresolved(heads[Role.RECIPIENT]):
        return actors, recipients or _apart(cast.participants(things), actors)
    taken |= _scene(frame, kind, cast)
    if kind in _MOVING and entry.object is Role.NONE:  # "mobilised its army": whom it moves
        taken |= {noun.i for noun in frame.objects}
    about = {kind, entry.type, one.content and one.content.entry.type}
    places = not (about & _PLACED or entry.mode in _ALONE)
    beyond = aim(trigger, cast, taken, beside=frame.obliques, places=places)
    if beyond is None and kind in _HITTING:
        at = [noun for by, noun in frame.obliques if by in _AT]
        beyond = next((noun for noun in at if noun.i not in taken), None)
    return actors, _apart(cast.participants([beyond] if beyond else things), actors)


def _is_unresolved(found: Sequence[Token]) -> bool:
    """Whether it is done to somebody whom the page does not name: "sentenced *her* to death"."""
    return bool(found) and all(noun.lower_ in _PERSONS for noun in found)


def _harmed(noun: Token) -> list[Token]:
    """Who is hurt by the deed that a noun names: "the blast killed six", "killed in the blast"."""
    verbs = [verb for verb in noun.children if verb.dep_.startswith("acl")]
    if noun.dep_ in {"nsubj", "obl", "obl:agent", "nmod"}:
        verbs.append(noun.head)
    for verb in verbs:
        if verb.lower_ in _HARM:
            return [token for token in verb_frame(verb).objects if token.i != noun.i]
    return []


def _scene(frame: Frame, kind: str | None, cast: Cast) -> set[int]:
    """Where it was said or signed: only what is done to a place concerns it."""
    if kind in _DONE_TO_PLACES:
        return set()
    where = _IN | {"on"} if kind == "PROTEST" else _IN
    scene = {
        noun.i
        for by, noun in frame.obliques
        if by in where and (cast.is_named(noun) or cast.is_place(noun))
    }
    if kind in _BLOWS:  # "launched an assault with 600 men"
        scene |= {noun.i for by, noun in frame.obliques if by == "with"}
    return scene


def roles(entry: Entry, frame: Frame, cast: Cast) -> dict[Role, list[Token]]:
    """The argument nouns under what they are to the event."""
    heads: dict[Role, list[Token]] = {role: [] for role in Role}
    heads[entry.subject] += frame.subjects
    heads[entry.object] += frame.objects
    heads[entry.possessor] += [
        owner
        for owner in frame.possessors
        if owner.dep_ == "nmod:poss" or cast.entity_at(owner) is not None
    ]
    for preposition, noun in frame.obliques:
        heads[entry.roles.get(preposition, Role.NONE)].append(noun)
    return heads


def _in_content(one: Told, cast: Cast) -> Sequence[Token]:
    """Whom a promise, a refusal or a demand is about, where only its content names them."""
    if one.content is None:
        return one.asked
    if one.type == "REQUEST" and one.content.frame.subjects:
        return one.content.frame.subjects
    return roles(one.content.entry, one.content.frame, cast)[Role.RECIPIENT]


def _counterparts(
    actors: Sequence[Participant], frame: Frame, cast: Cast
) -> tuple[Participant, ...]:
    """Of several actors those whom the others meet or fight: "talks with Iran", "met the king"."""
    leading = cast.participants(frame.subjects)
    others = tuple(part for part in actors if part not in leading)
    return others if leading and len(others) < len(actors) else ()


def _owner(deed: Token) -> Token | None:
    """Who "its" or "their" before a deed means, if the sentence says it."""
    pronouns = (t for t in deed.lefts if t.dep_ == "nmod:poss" and t.pos_ == "PRON")
    return next(filter(None, map(antecedent, pronouns)), None)


def _doers(found: Sequence[Token], one: Told, cast: Cast) -> list[Token]:
    """The nouns, less tools and deeds of nobody, and less the country that a protest is in."""
    nouns: list[Token] = []
    for noun in found:
        is_thing = noun.pos_ == "NOUN" and not cast.is_somebody(noun)
        if is_thing and (sides := _between(noun, cast)):
            nouns += sides
        elif is_thing and noun.lower_ in _SAYINGS:
            nouns += _authors(noun, cast)
        elif not (is_thing and is_deed_or_tool(noun.lower_) and not cast.says_whose(noun)):
            nouns.append(noun)
    if one.type == "PROTEST":
        nouns = [t for t in nouns if t.dep_ != "nmod:poss" or cast.label_at(t) != "GPE"]
    return _alike(nouns, one.frame.subjects, cast)


def _authors(noun: Token, cast: Cast) -> list[Token]:
    """Whose statement it is: "a statement by the ministry urged calm", "the ministry sent a letter
    urging calm"; alone it is nobody.
    """
    found = [
        token
        for token in noun.children
        if cast.is_somebody(token)
        and (
            token.dep_ in {"nmod:poss", "compound"}
            or any(t.lower_ in {"by", "from", "of"} for t in token.children if t.dep_ == "case")
        )
    ]
    if found or noun.dep_ not in {"obj", "obl"} or noun.head.pos_ != "VERB":
        return found
    if noun.dep_ == "obl" and not any(t.lower_ == "in" for t in noun.lefts if t.dep_ == "case"):
        return []
    return list(verb_frame(noun.head).subjects)


def _between(noun: Token, cast: Cast) -> list[Token]:
    """Whom a meeting or a deal is between: "the summit between the EU and Turkey failed"."""
    return [
        token
        for token in noun.children
        if cast.is_somebody(token) and any(t.lower_ == "between" for t in token.children)
    ]


def _concerned(found: Sequence[Token], one: Told, cast: Cast, taken: set[int]) -> list[Token]:
    """For each noun that is nobody the somebody that its phrase is about: "Mali's decision"."""
    nouns = []
    for noun in found:
        sent = one.type in _SENDING and _are_means(noun, cast)
        if noun.pos_ != "NOUN" or (cast.is_somebody(noun) and not sent):
            nouns.append(noun)
            continue
        inside = aim(noun, cast, taken)
        if inside is None and noun in one.frame.objects:
            by = [noun for preposition, noun in one.frame.obliques if preposition in {"by", "from"}]
            inside = next((noun for noun in by if cast.is_somebody(noun)), None)
        if inside is not None:
            nouns.append(inside)
        elif not sent and (noun in one.frame.objects or one.type in _HITTING | {"SUPPORT"}):
            nouns.append(noun)
    return nouns


def _are_means(noun: Token, cast: Cast) -> bool:
    """Whether it is "its troops", whom somebody sends or withdraws."""
    if cast.carries_name(noun):
        return False
    return is_sent(noun) or sector_of([noun.lower_]) in _FORCES


def _alike(found: Sequence[Token], sure: Sequence[Token], cast: Cast) -> list[Token]:
    """The nouns, less what is nobody beside somebody: "convicted Ann Lee of two counts".

    Those of `sure` stay, where the grammar leaves no doubt.
    """
    if any(map(cast.is_somebody, found)):
        return [noun for noun in found if cast.is_somebody(noun) or noun in sure]
    return list(found)


def _apart(found: Sequence[Participant], actors: Sequence[Participant]) -> tuple[Participant, ...]:
    """Those that are none of the actors, also not by another name."""
    things = {part.thing for part in actors if part.thing is not None}
    return tuple(part for part in found if part not in actors and part.thing not in things)
