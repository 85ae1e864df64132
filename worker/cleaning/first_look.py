"""A look at a body before any parser sees it.

Decides what is no page at all, and what would take an HTML parser minutes. Everything here is one
linear pass. Must not know how articles are extracted.
"""

import re
from dataclasses import dataclass

from worker.failures import PageRejected, Reason, Stage

_MAGIC = (
    (b"%PDF-", "PDF"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\x03\x04", "zip"),
    (b"\x89PNG\r\n", "PNG image"),
    (b"\xff\xd8\xff", "JPEG image"),
    (b"GIF87a", "GIF image"),
    (b"GIF89a", "GIF image"),
    (b"RIFF", "RIFF media"),
    (b"BZh", "bzip2"),
    (b"\xfd7zXZ\x00", "xz"),
    (b"\x28\xb5\x2f\xfd", "zstd"),
    (b"7z\xbc\xaf\x27\x1c", "7-zip"),
    (b"\x00\x00\x01\x00", "icon"),
    (b"OggS", "Ogg media"),
    (b"ID3", "MP3"),
    (b"\x7fELF", "program"),
    (b"\xd0\xcf\x11\xe0", "old Office document"),
)
_SAMPLE_CHARS = 65_536
_MAX_GARBAGE_SHARE = 0.05  # random bytes reach 10% and more in every charset; pages stay under 0.1%
_GARBAGE = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufffd]")

# Every HTML parser at hand is quadratic in the attributes of one tag: 100,000 take over a minute.
MAX_ATTRIBUTES = 2_000
# Beyond about 255 levels libxml2, and so trafilatura, silently loses text.
CHEAP_DEPTH = 250
# Resiliparse needs 1.3 s for 10,000 levels and over a minute for 100,000.
MAX_DEPTH = 5_000
# Trafilatura needs 4 s for 2 MB of paragraphs and over 40 s for 5 MB.
CHEAP_CHARS = 1_500_000

_TAG = re.compile(
    r"<(?:(?P<comment>!--)|(?P<close>/)?(?P<name>[a-zA-Z][a-zA-Z0-9:-]*+)"
    r"(?P<attributes>(?:[^>=]++|=\s*+(?:\"[^\"]*+\"|'[^']*+'|))*+))"
)
_ATTRIBUTE = re.compile(r"[^\s=/\"']+(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s]*))?")
_RAW_TEXT = frozenset({"script", "style", "textarea", "title", "noscript", "template"})
# Tags without a closing one, or whose closing one may be left out: they add no lasting depth.
_FLAT = re.compile(
    "(?:area|base|br|col|embed|hr|img|input|link|meta|source|track|wbr|param"
    "|p|li|dt|dd|tr|td|th|thead|tbody|tfoot|option|optgroup|html|head|body)"
)


@dataclass(frozen=True, slots=True)
class MarkupCost:
    """What a parser is up against: characters, and levels of open tags."""

    chars: int
    depth: int

    @property
    def needs_cheap_parser(self) -> bool:
        """Whether the page is too large or too deep for the thorough extractor."""
        return self.chars > CHEAP_CHARS or self.depth > CHEAP_DEPTH


def reject_binary(body: str | bytes) -> None:
    """Raises PageRejected(NOT_A_PAGE) when the first bytes are those of another file format."""
    first = body[:16]
    start = first.encode("latin-1", errors="replace") if isinstance(first, str) else first
    for magic, kind in _MAGIC:
        if start.startswith(magic):
            raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, f"the body is a {kind} file")


def reject_garbage(text: str) -> None:
    """Raises PageRejected(NOT_A_PAGE) when too many characters are none that a page holds."""
    sample = text[:_SAMPLE_CHARS]
    garbage = len(_GARBAGE.findall(sample))
    if garbage > _MAX_GARBAGE_SHARE * len(sample):
        share = 100 * garbage / len(sample)
        detail = f"{share:.0f}% of the characters are control or replacement characters"
        raise PageRejected(Reason.NOT_A_PAGE, Stage.CLEAN, detail)


def markup_cost(html: str) -> MarkupCost:
    """Measures the markup. Raises PageRejected(HOSTILE_MARKUP) over the hard limits."""
    depth = deepest = position = 0
    while found := _TAG.search(html, position):
        position = found.end()
        if found["comment"]:
            end = html.find("-->", position)
            if end < 0:
                break
            position = end + 3
            continue
        name = found["name"].lower()
        if found["close"]:
            depth -= depth > 0 and not _FLAT.fullmatch(name)
            continue
        _reject_attribute_flood(name, found["attributes"])
        if name in _RAW_TEXT:
            closing = re.compile(f"</{name}", re.IGNORECASE).search(html, position)
            if closing is None:
                break
            position = closing.start()
            depth += 1
        elif not _FLAT.fullmatch(name) and not found["attributes"].endswith("/"):
            depth += 1
            deepest = max(deepest, depth)
    if deepest > MAX_DEPTH:
        detail = f"tags are nested {deepest:,} deep; the limit is {MAX_DEPTH:,}"
        raise PageRejected(Reason.HOSTILE_MARKUP, Stage.CLEAN, detail)
    return MarkupCost(chars=len(html), depth=deepest)


def _reject_attribute_flood(name: str, attributes: str) -> None:
    """Raises PageRejected(HOSTILE_MARKUP) for a tag with more attributes than any page needs."""
    if len(attributes) < 2 * MAX_ATTRIBUTES:
        return
    count = sum(1 for _ in _ATTRIBUTE.finditer(attributes))
    if count > MAX_ATTRIBUTES:
        detail = f"a <{name[:20]}> tag has {count:,} attributes; the limit is {MAX_ATTRIBUTES:,}"
        raise PageRejected(Reason.HOSTILE_MARKUP, Stage.CLEAN, detail)
