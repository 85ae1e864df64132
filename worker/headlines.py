"""Headlines that promise, shout or stumble: what a reader should trust less than the text below.

Decides by plain signs of the English words alone whether a headline is of the clickbait or the
machine-translated kind. A good headline that is called weak is the worse mistake. Must not know
pages, records or a parse.
"""

import re

LONGEST_CHARS = 400  # what is longer is no headline
_CHECKED = re.compile(r"fact[ -]?check", re.IGNORECASE)  # it asks to answer
# What a reader is to click for instead of being told.
_TEASING = re.compile(
    r"\byou (?:wo n't|won't|will not|will never|would not|wouldn't) believe\b"
    r"|\b(?:what|guess what) happen(?:s|ed) next\b"
    r"|\b(?:will|would|to) (?:blow your mind|shock you|surprise you|make you (?:cry|laugh|smile))\b"
    r"|\bblew (?:my|our|your|everyone's) minds?\b"
    r"|\b(?:one|this|these|simple|weird) (?:simple |weird |easy |little )?tricks?\b"
    r"|\bhere(?:'s| is| are|'re) (?:why|how|what|the (?:real )?reasons?)\b"
    r"|\bthis is (?:why|how|what)\b"
    r"|\b(?:you|everyone) (?:need|needs|have|has|should|ought) to (?:know|see|read|try)\b"
    r"|\byou(?:'ll| will) never guess\b|\byou (?:never knew|didn't know)\b"
    r"|\b(?:jaw-dropping|mind-blowing)\b|\b(?:breaks?|broke|breaking) the internet\b"
    r"|\b(?:doctors|experts|they|the media|banks) (?:hate|(?:don't|do not|won't) want you)\b",
    re.IGNORECASE,
)
_LIST = re.compile(
    r"(?:^|: )(?:the |top |these |our )?(?:[2-9]|[1-9]\d|100|two|three|five|seven|ten|twelve) "
    r"(?:[\w'-]{1,20} ){0,3}"
    r"(?:(?:things|ways|reasons|facts|tips|tricks|hacks|memes|myths)\b"
    # What can be hit or stolen ("5 places hit by shells"): only with what makes a list of it.
    r"|(?:apps|books|celebrities|films|foods|gifts|ideas|lessons|mistakes|moments|movies|photos"
    r"|pictures|places|products|questions|quotes|recipes|secrets|signs|songs)"
    r"(?= (?:[\w'-]{1,20} ){0,5}(?:that are|you|to (?!be\b)|we|every|everyone|worth|that will)\b))",
    re.IGNORECASE,
)
_SHOUTING = re.compile(r"!!|\?!|!\?")
# Grammar that no writer of English comes to, and that word-for-word translation leaves behind.
_STUMBLE = re.compile(
    r"[\s“\"'](?:"  # a first character that few have: three times as fast as \b
    r"(?:[Bb]ecame|[Hh]as become) (?:known (?:about|how|that)|injured|killed|wounded)\b"
    r"|(?:added|announced|believes?|considers?|declared|emphasi[sz]ed|know[ns]?|noted|reported|says?"
    r"|said|stated|thinks?|told), that (?!is\b)"
    r"|(?:[Hh]e|[Ss]he|[Tt]hey) told that (?:at|he|in|it|on|she|the|there|they)\b"
    r"|[Aa]s (?:informs|reports|tells|writes) (?:[A-Z]|the\b)"
    r"|(?:according to|by|from) (?:(?:his|her|its|the|their) )?(?:information|words) of\b"
    r"|(?:[Bb]y report of|should be reminded that|in the near(?:est)? (?:days|time|future days))\b"
    r"|(?:many|several|two|three|four|five|six|ten) (?:her|his|its|our|their) [a-z]"
    r"|(?:at|by|for|from|in|with) own [a-z]"
    r"|(?:make|makes|made) (?:appeal|attack|call|proposal|speech|statement|trip|visit)\b"
    r"|(?:announced|commented|declared|stated) about\b"
    # Somebody is missing: "In Kandara announced the start of talks".
    r"|(?<=[.:\n] |\n\n)In (?:the )?(?:[A-Z][\w-]{1,20} ){1,3}"
    r"(?:announced|assessed|called|commented|declared|denied|estimated|explained|named|reacted"
    r"|responded|spoke|stated|told) (?:an?|about|he[rw]|his|on|that|the|their|to|wh(?:at|en|o|y))\b"
    r"|(?:the an?(?! (?:cappella|la|priori))|an? the) (?=[a-z])"
    r"|(?:are|is|was|were) (?:appeared|became|died|existed|happened|occurred|went)\b"
    r"|(?:cannot|could|must|should|will|would) (?:almost |also |not |soon |[a-z]{2,12}ly )?"
    r"(?!(?:br|cl|d|fl|k|p|r|s|sl|spr|st|str|sw|w|wr|z)ing\b"
    r"|(?:accord|be|dur|even|follow|includ|morn|(?:any|every|no|some)th)ing\b)[A-Za-z]{2,20}ing\b"
    r"|(?<=[a-z]{3}[.!?] ), [A-Z]"
    r")"
)
_RUN_ON_WORDS_MIN = 16
_STUMBLES_MIN = 3  # times in a text: everybody slips once
_LOOKED_AT_CHARS = 20_000  # of a text; its language does not change on the way
_INNER_MARK = re.compile(r"[,;:.!?–—|\"“”‘()-]")
_LINE_START = "\n\n"
_APOSTROPHES = str.maketrans("’ʼ`", "'''")


def is_weak(headline: str, stumbles_below: int = 0) -> bool:
    """Whether a headline teases, asks, lists, shouts or reads as translated word for word.

    The `stumbles` of the text below it count where the headline alone does not say: a translated
    page has a translated headline.
    """
    if len(headline) > LONGEST_CHARS:
        return False
    plain = headline.translate(_APOSTROPHES).strip()
    return (
        (plain.endswith("?") and not _CHECKED.match(plain))
        or bool(_TEASING.search(plain) or _LIST.search(plain) or stumbles(plain))
        or _is_shouted(plain)
        or stumbles_below >= (1 if _runs_on(plain) else _STUMBLES_MIN)
    )


def stumbles(text: str) -> int:
    """How often a text breaks the grammar as only translation word for word does."""
    return sum(1 for _ in _STUMBLE.finditer(_LINE_START + text[:_LOOKED_AT_CHARS]))


def _is_shouted(plain: str) -> bool:
    """Capitals alone are a site's type: many a sober paper sets its headlines so."""
    return bool(_SHOUTING.search(plain)) or (plain.isupper() and plain.endswith("!"))


def _runs_on(plain: str) -> bool:
    """Whether it goes on without a comma, a colon or a quote for longer than an editor lets it."""
    return len(plain.split()) >= _RUN_ON_WORDS_MIN and not _INNER_MARK.search(plain)
