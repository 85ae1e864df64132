"""Headings of lists of other articles: "More briefs", "Most read", "Lire aussi".

Decides by the words of the heading alone. Must not know what stands below it.
"""

import re

LABEL_MAX_CHARS = 40
_LABEL = re.compile(
    r"(?:(?:more|other|related|latest|recent|recommended|popular|trending|top|further)"
    r" (?:articles|briefs|content|coverage|headlines|news|posts|stories|videos)"
    r"|in other news|more (?:from|in|like|on) |most[ -](?:popular|read|shared|viewed)"
    r"|(?:more|related|latest|recommended|popular|trending|up next|don.t miss)$"
    r"|(?:recommended|more) for you|read (?:also|more|next)$|also read$|what to read next"
    r"|you (?:may|might|will|may also|might also) (?:like|enjoy|be interested)"
    r"|mehr (?:zum thema|aus |artikel|nachrichten|meldungen)|meistgelesen|auch interessant"
    r"|weitere (?:artikel|beiträge|meldungen|nachrichten)|lesen sie auch|das könnte sie"
    r"|(?:à )?lire (?:aussi|également)|les plus lus|sur le même (?:sujet|thème)|plus d.articles"
    r"|lo más (?:leído|visto)|más (?:noticias|leíd[ao]s)|lee también|te puede interesar"
    r"|leggi anche|altri articoli|i più letti|lees ook|meer nieuws|leia (?:também|mais))",
    re.IGNORECASE,
)


def is_list_label(line: str) -> bool:
    """Whether a line is such a heading."""
    return len(line) <= LABEL_MAX_CHARS and _LABEL.match(line) is not None


# What announces other articles where no line ends: no sentence of an article begins so, if a name
# or another capital follows.
_OPENER = re.compile(
    r"(?<![\"“‘'\w])(?:You (?:may|might|will) (?:also )?(?:like|enjoy)|Read (?:also|more|next)"
    r"|See also|Also read|What to read next|Recommended for you|More for you|Don.t miss|Up next"
    r"|(?:Related|Recommended|Trending|Popular|Latest|More) (?:articles|headlines|news|posts"
    r"|stories|topics|videos)|Most (?:popular|read|shared|viewed)"
    r"|Lesen Sie auch|Das könnte Sie auch interessieren|Meistgelesen|Mehr zum Thema"
    r"|(?:À )?[Ll]ire aussi|Lee también|Te puede interesar|Leggi anche|Lees ook|Leia também)"
    r"[:\s|–—-]+(?=[\"“‘]?[^\W_a-zà-öø-ÿ])"
)


def list_opener(text: str) -> tuple[int, int] | None:
    """Where such a heading stands inside a text, and where the first headline after it begins."""
    found = _OPENER.search(text)
    return found.span() if found else None
