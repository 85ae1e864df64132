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
