"""Which elements the HTML standard treats in which way, as far as their nesting goes.

Decides nothing by itself: these are the standard's own lists. Must not know what is done with
them.
"""

from collections.abc import Mapping

from worker.cleaning.tags import attributes_of

# Elements of another vocabulary inside HTML carry a mark that no name can hold.
SVG, MATH = "\x00s", "\x00m"
VOCABULARIES = {"svg": SVG, "math": MATH}


def _names(text: str) -> frozenset[str]:
    return frozenset(text.split())


VOID = _names(
    "area base basefont bgsound br col embed frame hr image img input keygen link meta param source"
    " track wbr"
)
FORMATTING = _names("a b big code em font i nobr s small strike strong tt u")
HEADINGS = _names("h1 h2 h3 h4 h5 h6")
ALWAYS_OPEN = _names("html head body")

# Inside these, markup is HTML again.
TEXT_INTEGRATION = frozenset(MATH + name for name in ("mi", "mo", "mn", "ms", "mtext"))
INTEGRATION = TEXT_INTEGRATION | {SVG + "foreignobject", SVG + "desc", SVG + "title"}
# HTML that ends a drawing or formula in whose middle it stands.
BREAKOUT = _names(
    "b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li"
    " listing menu meta nobr ol p pre ruby s small span strong strike sub sup table tt u ul var"
)

TABLE_SCOPE = frozenset({"table", "template"})
SCOPE = INTEGRATION | _names("applet caption marquee object select table td template th")
LIST_SCOPE = SCOPE | {"ol", "ul"}
BUTTON_SCOPE = SCOPE | {"button"}
SPECIAL = (
    INTEGRATION
    | HEADINGS
    | _names(
        "address applet article aside blockquote button caption center colgroup dd details dir div"
        " dl dt fieldset figcaption figure footer form header hgroup iframe li listing"
        " main marquee menu nav noembed noframes noscript object ol p plaintext pre script search"
        " section select style summary table tbody td template textarea tfoot th thead title tr"
        " ul xmp"
    )
)
# Where the search for an open list item ends.
ITEM_SCOPE = SPECIAL - {"address", "div", "p"}

# Start tags that end an open paragraph. (A table does so too, but not in old pages.)
ENDS_PARAGRAPH = HEADINGS | _names(
    "address article aside blockquote center dd details dialog dir div dl dt fieldset figcaption"
    " figure footer form header hgroup hr li listing main menu nav ol p plaintext pre search"
    " section summary ul xmp"
)
# Start tags that first open again the bold, links, ... that a closed block has cut off, are all
# others but these.
KEEPS_CUT_OFF = (ENDS_PARAGRAPH - {"xmp"}) | _names(
    "base basefont bgsound caption col colgroup frame frameset iframe link meta noembed noframes"
    " param script source style table tbody td template textarea tfoot th thead title tr"
    " track rb rp rt rtc"
)
# What the end of a form ends on its way.
IMPLIED = _names("dd dt li optgroup option p rb rp rt rtc")
# Elements that keep bold, links, ... out: what is cut off before them stays out, and inside ends.
MARKERS = _names("applet caption marquee object td template th")
CELLS = _names("caption td th")

# End tag -> where the search for what it ends stops. Others end the nearest of their name, if no
# special element stands between.
END_SCOPE: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(
        _names(
            "address applet article aside blockquote button center dd details dialog dir div dl dt"
            " fieldset figcaption figure footer header hgroup listing main marquee menu nav object"
            " ol pre search section select summary ul"
        ),
        SCOPE,
    ),
    "li": LIST_SCOPE,
    "p": BUTTON_SCOPE,
    **dict.fromkeys(_names("caption colgroup table tbody td tfoot th thead tr"), TABLE_SCOPE),
    "template": frozenset(),
}
# Start tag inside a table -> what it may stand in; everything above that is ended.
TABLE_PARENTS: Mapping[str, frozenset[str]] = {
    **dict.fromkeys(_names("caption colgroup tbody tfoot thead"), TABLE_SCOPE),
    "tr": TABLE_SCOPE | _names("tbody tfoot thead"),
    **dict.fromkeys(_names("td th"), TABLE_SCOPE | _names("tbody tfoot thead tr")),
}

# End tags that do more than end the innermost element when that has their name.
NEVER_SIMPLE = FORMATTING | MARKERS | {"form"}
# All others' start tags only open them, and their end tags end just these.
NOT_SIMPLE = (
    ALWAYS_OPEN
    | ENDS_PARAGRAPH
    | MARKERS
    | VOID
    | VOCABULARIES.keys()
    | TABLE_PARENTS.keys()
    | _names("option optgroup button select table frameset")
)


def is_html_font(attributes: str) -> bool:
    """Whether a <font> tag inside a drawing ends it."""
    return any(name in {"color", "face", "size"} for name, _ in attributes_of(attributes))


def holds_html(attributes: str) -> bool:
    """Whether an <annotation-xml> tag says that HTML follows."""
    encoding = next((v for name, v in attributes_of(attributes) if name == "encoding"), "")
    return encoding.lower() in {"text/html", "application/xhtml+xml"}


def reads_html(top: str, name: str) -> bool:
    """Whether a tag of this name is HTML inside an element of SVG or MathML."""
    if top in TEXT_INTEGRATION:
        return name not in {"mglyph", "malignmark"}
    return top in INTEGRATION
