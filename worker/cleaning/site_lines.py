"""Lines that a site repeats on many of its pages, as a file that is built on purpose and then read.

Decides when two lines are the same, what such a file looks like, and that it never changes while a
worker runs: its hash is part of the pipeline's version. Must not know how the lines were learned,
nor which lines of a page an extractor kept.
"""

import hashlib
import json
import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from worker.failures import BadSettings

IsSiteLine = Callable[[str], bool]

# Longer ones are paragraphs. Agencies deliver those to many pages, and they are what we are after.
LONGEST_LINE_CHARS = 300
_FEWEST_LETTERS = 3
_KEY_BYTES = 8  # two of a billion lines of one site look alike once in 37 such sites
_FORMAT, _VERSION = "pagewire-site-lines", 1
_HOST_MAX_CHARS = 253  # as in the DNS
_WORD = re.compile(r"\w+")
_NUMBERS = re.compile(r"\d+(?: \d+)*")
_HEX_KEY = re.compile(f"[0-9a-f]{{{2 * _KEY_BYTES}}}")


def no_site_line(line: str) -> bool:
    """What is known where nothing was learned."""
    return False


@dataclass(frozen=True, slots=True)
class SiteLines:
    """What a file says. `sha256` is the file's own; a site's keys stand behind one another."""

    sites: Mapping[str, bytes] = field(repr=False)
    sha256: str

    @property
    def version(self) -> str:
        """What a pipeline that reads them adds to its version."""
        return f"sites-{self.sha256[:8]}"

    def on(self, url: str) -> IsSiteLine:
        """Tells a line that the page's site repeats."""
        joined = self.sites.get(site_of(url))
        if not joined:
            return no_site_line
        keys = {joined[at : at + _KEY_BYTES] for at in range(0, len(joined), _KEY_BYTES)}
        return lambda line: line_key(line) in keys


def site_of(url: str) -> str:
    """The host without `www.`; "" where there is none."""
    try:
        host = urlsplit(url).hostname or ""
    except ValueError:
        return ""
    host = host.rstrip(".").removeprefix("www.")
    return host if len(host) <= _HOST_MAX_CHARS else ""


def line_key(line: str) -> bytes | None:
    """Equal for lines with the same words; None for a line that is not remembered."""
    words = same_words(line)
    return None if words is None else words_key(words)


def same_words(line: str) -> str | None:
    """The line without what two lines may differ in: case, numbers, spaces and marks.

    None for a line that says too little or too much to be remembered.
    """
    line = line.strip()
    if len(line) > LONGEST_LINE_CHARS or sum(map(str.isalpha, line)) < _FEWEST_LETTERS:
        return None
    words = _WORD.findall(unicodedata.normalize("NFKC", line).casefold())
    return _NUMBERS.sub("0", " ".join(words))


def words_key(words: str) -> bytes:
    """What is remembered of a line, by its `same_words`."""
    return hashlib.blake2b(words.encode("utf-8", "surrogatepass"), digest_size=_KEY_BYTES).digest()


def without_site_lines(text: str, is_site_line: IsSiteLine) -> str:
    """The text without such lines; as it was where no word would be left."""
    if is_site_line is no_site_line:
        return text
    own = "\n".join(line for line in text.split("\n") if not is_site_line(line))
    return own if any(map(str.isalpha, own)) else text


def load_site_lines(path: Path | None) -> SiteLines | None:
    """The file's lines; None without a file. Raises BadSettings."""
    if path is None:
        return None
    try:
        return decode_site_lines(path.read_bytes())
    except OSError as error:
        raise BadSettings(f"site_lines={path}: cannot be read: {error.strerror}") from error
    except ValueError as error:
        raise BadSettings(
            f"site_lines={path}: {error}; `pagewire site-lines` makes such a file"
        ) from error


def encoded_rows(sites: Mapping[str, Collection[bytes]]) -> Iterator[bytes]:
    """The lines of a file: equal sites give equal bytes. Sites without keys are left out."""
    full = sorted(site for site, keys in sites.items() if keys)
    yield _row({"format": _FORMAT, "version": _VERSION, "sites": len(full)})
    for site in full:
        yield _row({"site": site, "lines": [key.hex() for key in sorted(sites[site])]})


def decode_site_lines(content: bytes) -> SiteLines:
    """What `encoded_rows` wrote, each row with a newline. Raises ValueError."""
    rows = content.split(b"\n")
    head = _fields(rows[0], 1)
    if head.get("format") != _FORMAT:
        raise ValueError("is no file of site lines")
    if head.get("version") != _VERSION:
        raise ValueError(f"is of version {head.get('version')}, and {_VERSION} is read here")
    sites: dict[str, bytes] = {}
    for number, row in enumerate(rows[1:-1], start=2):
        fields = _fields(row, number)
        site, keys = fields.get("site"), fields.get("lines")
        if not isinstance(site, str) or not isinstance(keys, list) or site in sites:
            raise ValueError(f"row {number} is no site with its lines")
        if not all(isinstance(key, str) and _HEX_KEY.fullmatch(key) for key in keys):
            raise ValueError(f"row {number} has a line that is no key")
        sites[site] = bytes.fromhex("".join(keys))
    if rows[-1] or len(sites) != head.get("sites"):
        raise ValueError("does not end where its first row says")
    return SiteLines(sites, hashlib.sha256(content).hexdigest())


def _row(fields: Mapping[str, Any]) -> bytes:
    return json.dumps(fields, separators=(",", ":")).encode()


def _fields(row: bytes, number: int) -> Mapping[str, Any]:
    try:
        fields = json.loads(row)
    except ValueError:
        raise ValueError(f"row {number} is no JSON") from None
    if not isinstance(fields, dict):
        raise ValueError(f"row {number} is no JSON object")
    return fields
