"""What stands where an article is cut for those who have not paid: the words, by language.

Decides by what words the place is known, not what follows. None of them is said in a menu ("Already
a subscriber? Sign in") or beside the headline of another article ("For subscribers"). All are in
lower case, with straight apostrophes.
"""


def _lines(text: str) -> frozenset[str]:
    return frozenset(filter(None, map(str.strip, text.split("\n"))))


LOCKED_TIERS = frozenset({"locked", "premium", "paid"})  # of `article:content_tier`

CONTINUED = _lines("""
    article is exclusive to subscribers
    article is for subscribers
    article is reserved for subscribers
    content is for subscribers
    continue reading this article
    continue reading your article
    log in to continue reading
    of this article remains
    register to continue reading
    sign in to continue reading
    story is exclusive to subscribers
    story is for subscribers
    subscribe to continue
    subscribe to keep reading
    subscribe to read the full
    subscribe to read this
    subscribe to unlock
    to continue reading
    to keep reading this
    to read the full article
    to read the full story
    to read the rest of this
    unlock this article
    unlock this story
    you've reached your limit of free
    you have reached your limit of free
    artikel freischalten
    artikel ist exklusiv für
    artikel ist nur für abonnenten
    artikel mit plus lesen
    jetzt weiterlesen
    um weiterzulesen
    de cet article à lire
    de cet article est réservé
    la suite est réservée
    pour lire la suite
    para seguir leyendo
    para continuar lendo
    per continuare a leggere
    om verder te lezen
    för att läsa vidare
    чтобы читать дальше
""")
