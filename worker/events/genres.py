"""What a page and a sentence speak of besides public affairs, where words of war mean other things.

Decides by plain words, and only counts them: a match in which a captain fires home, shares that
crash, a film in which a general dies. Must not know what an event is.
"""

from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet

from spacy.tokens import Doc, Token
from spacy.tokens import Span as SpacySpan

from worker.events.forms import all_noun_forms, words

_SPORT = all_noun_forms(
    "athlete athletics batsman batter boxing bowler captain champion championship club coach"
    " cricket cup cyclist defender derby fan final fixture football footballer forward game goal"
    " goalkeeper golf golfer halftime handball hockey inning innings jockey kick knockout"
    " league match medal midfielder olympic opponent pitch player playoff quarterfinal race racing"
    " referee relegation rider rugby runner score scorer season seed semifinal set soccer sport"
    " sprinter squad stadium standings striker substitute supporter swimmer teammate tennis title"
    " tournament trophy umpire wicket winger wrestler"
) | words("nil scored scoring unbeaten")
_BUSINESS = all_noun_forms(
    "analyst bank bidder bond brand budget buyer cent commodity company consumer"
    " contract creditor currency customer dividend dollar earnings economist economy employer"
    " euro exchange export firm fund import index inflation investor lender loan loss maker"
    " manufacturer margin market merger oil output percent plant price profit quarter rate retailer"
    " revenue sale share shareholder stake startup stock supplier takeover tariff trader yield"
)
_ART = all_noun_forms(
    "actor actress album aria artist author ballet band book cartoon character choir cinema comedy"
    " comic composer concert conductor critic director drama exhibition festival fiction"
    " film game gallery guitar hero heroine legend lyric melody movie museum myth novel novelist"
    " opera orchestra painter painting pianist play playwright plot poem poet poetry premiere"
    " publisher reader saga scene screenplay sculptor sculpture sequel series singer song soprano"
    " stage story tale tenor theatre theater thriller verse villain writer"
)
_NATURE = all_noun_forms(
    "algae animal astronomer bacterium bat bear bee beetle biologist bird body butterfly cat cell"
    " chess chicken comet cow crab crop deer disease doctor dog drug elephant fish flower forest"
    " fungus gene glacier goat honey hunter insect lion mosquito moth mouse mushroom parasite"
    " patient planet plant rat scientist seed sheep species spider star stork telescope tiger tree"
    " tumor tumour vaccine virus whale wolf worm"
)
_HOME = all_noun_forms(
    "aunt bread breakfast bride brother cake cousin dad daughter dinner father friend garden"
    " grandfather grandmother husband kitchen love lunch mother mum nephew neighbour neighbor niece"
    " pupil recipe sister soup student supper tea teacher uncle wedding wife"
)
_PUBLIC = all_noun_forms(
    "ambassador ambush army arrest attack authority ballot battalion bomb border brigade cabinet"
    " ceasefire civilian coalition commander constitution convoy council court coup crackdown"
    " demonstrator deputy diplomat drone embassy envoy force general government governor guerrilla"
    " gunman hostage insurgent intelligence jail judge junta law lawmaker militant military militia"
    " minister ministry missile mission negotiator official officer opposition parliament party"
    " peace police politician president prison prisoner prosecutor protest protester"
    " rebel referendum refugee regime republic resident sanction security senator soldier"
    " spokesman spokesperson spokeswoman state summit suspect treaty troop union victim vote war"
    " weapon"
)
GENRES: Mapping[str, AbstractSet[str]] = {
    "sport": _SPORT,
    "business": _BUSINESS,
    "art": _ART,
    "nature": _NATURE,
    "home": _HOME,
    "public": _PUBLIC,
}
_WORDS: Mapping[str, tuple[str, ...]] = {
    word: tuple(name for name, known in GENRES.items() if word in known)
    for word in frozenset().union(*GENRES.values())
}
_SOME, _MUCH = 1.0, 3.0  # words in a hundred of the text
AMOUNTS = ("some", "much")  # as `Genres.of_text` says them


class Genres:
    """What a text speaks of, as a whole and sentence by sentence."""

    def __init__(self, doc: Doc) -> None:
        hundreds = max(len(doc), 1) / 100
        shares = {name: count / hundreds for name, count in _counts(doc).items()}
        self.of_text: Mapping[str, str | None] = {
            name: _amount(share) for name, share in shares.items()
        }
        self._last: tuple[int, frozenset[str]] = (-1, frozenset())

    def of_sentence(self, sentence: SpacySpan) -> frozenset[str]:
        """The genres that have a word in the sentence; cheap for the one asked for last."""
        if self._last[0] != sentence.start:
            found = _counts(sentence)
            self._last = sentence.start, frozenset(name for name in found if found[name])
        return self._last[1]


def _amount(share: float) -> str | None:
    """A share of the words, in percent, in words: None where it is next to nothing."""
    if share < _SOME:
        return None
    return AMOUNTS[share >= _MUCH]


def _counts(tokens: Iterable[Token]) -> dict[str, int]:
    found = dict.fromkeys(GENRES, 0)
    for token in tokens:
        for name in _WORDS.get(token.lower_, ()):
            found[name] += 1
    return found
