"""Which lines a site repeats, learned from many of its pages within a bound of memory.

Decides what counts as one page, how fast old pages lose their weight, what is forgotten first, and
from when on a line is the site's and not an article's. Counts are never too high: what was
forgotten starts again at nothing, so a full memory misses furniture and takes no article for it.
The same pages in the same order give the same lines; in another order too, as long as nothing had
to be forgotten. Must not know where pages come from, nor the clock.
"""

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime

from worker.cleaning.scripts import WITHOUT_SPACES
from worker.cleaning.site_lines import same_words, site_of, words_key

# A site's line stands on so many of its pages at least, and on that share of them.
FEWEST_PAGES = 5  # a story has its three follow-ups within a week, and they share a subheading
ONE_PAGE_IN = 10
# A long line says what an article says, mostly the background that all follow-ups of a story have.
# One story can be a third of a small site, but hardly half of any.
FEWEST_PAGES_LONG = 10
ONE_PAGE_IN_LONG = 2
_LONG_LETTERS = 90  # about 18 words

# What is in memory: 4,000 lines and 8,000 digests a site at most. A site that fills both takes
# 1.4 MB, the default of 500 such sites 700 MB.
_MOST_LINES = 4_000  # then the lighter half is forgotten: with 50 new ones a page, after 40 pages
_MOST_LINES_OF_PAGE = 2_000  # the first and the last ones; what a site repeats stands around
_MOST_DIGESTS = 8_000  # two a page
_DIGEST_BYTES = 8
_SECONDS_A_DAY = 86_400
_REBASED_FROM = 500  # doublings; a float holds 1,023


@dataclass(frozen=True, slots=True)
class SeenPage:
    """All visible lines of a page. `fetched_at` as the scraper has it; RFC 3339."""

    url: str
    lines: Sequence[str]
    fetched_at: str | None = None


@dataclass(slots=True)
class _Weight:
    """How many pages, and their weight: `dated` is in units of a moment that only a site knows.

    `long` tells of what: a line that needs more of them.
    """

    pages: int = 0
    dated: float = 0.0
    undated: int = 0
    long: bool = False

    def add(self, dated: float | None) -> None:
        """One page more; None where nobody knows from when."""
        self.pages += 1
        if dated is None:
            self.undated += 1
        else:
            self.dated += dated


@dataclass(slots=True)
class _Site:
    """What is known of a site. Times are in half-lives."""

    total: _Weight = field(default_factory=_Weight)
    lines: dict[bytes, _Weight] = field(default_factory=dict)
    digests: dict[bytes, None] = field(default_factory=dict)  # of urls and texts, oldest first
    base: int = 0  # a page of this moment weighs 1
    newest: float = -math.inf

    def has_seen(self, digests: Iterable[bytes]) -> bool:
        """Whether one of them was here before; from now on, all were."""
        new = dict.fromkeys(digests)
        known = any(digest in self.digests for digest in new)
        self.digests |= new
        while len(self.digests) > _MOST_DIGESTS:
            del self.digests[next(iter(self.digests))]
        return known

    def add(self, lines: Mapping[bytes, bool], moment: float | None) -> None:
        """One page with its lines, of which each is long or not."""
        dated = None if moment is None else self._weight_of(moment)
        self.total.add(dated)
        for key, long in lines.items():
            self.lines.setdefault(key, _Weight(long=long)).add(dated)
        if len(self.lines) > _MOST_LINES:
            # Of equal ones the first go: sorting keeps their order.
            heaviest = sorted(self.lines.items(), key=lambda item: self._now(item[1]))
            self.lines = dict(heaviest[-_MOST_LINES // 2 :])

    def repeated(self) -> list[bytes]:
        """The lines that are the site's."""
        total = self._now(self.total)
        return [key for key, weight in self.lines.items() if self._is_repeated(weight, total)]

    def _is_repeated(self, weight: _Weight, total: float) -> bool:
        fewest, one_in = (
            (FEWEST_PAGES_LONG, ONE_PAGE_IN_LONG) if weight.long else (FEWEST_PAGES, ONE_PAGE_IN)
        )
        return weight.pages >= fewest and self._now(weight) * one_in >= total

    def _weight_of(self, moment: float) -> float:
        """Doubles with each half-life, so that nothing old has to be made lighter."""
        if self.newest == -math.inf:
            self.base = math.floor(moment)
        self.newest = max(self.newest, moment)
        if moment - self.base > _REBASED_FROM:
            doublings = math.floor(moment) - self.base
            self.base += doublings
            for weight in (self.total, *self.lines.values()):
                weight.dated = math.ldexp(weight.dated, -doublings)
        return math.pow(2.0, moment - self.base)

    def _now(self, weight: _Weight) -> float:
        """In pages of the site's newest day; those without a date weigh as much."""
        if not weight.dated:
            return weight.undated
        return weight.dated * math.pow(2.0, self.base - self.newest) + weight.undated


class SiteLearner:
    """Takes pages one by one; says in the end which lines repeat, site by site."""

    def __init__(self, *, half_life_days: float, max_sites: int) -> None:
        self._half_life_days = half_life_days
        self._max_sites = max_sites
        self._sites: dict[str, _Site] = {}  # the one seen last is the last

    def see(self, page: SeenPage) -> bool:
        """Count a page; False for one that has no site, or whose url or text was counted before.

        An article that is fetched again and again must not make its own lines the site's.
        """
        name = site_of(page.url)
        if not name:
            return False
        site = self._sites.pop(name, None) or _Site()
        if len(self._sites) >= self._max_sites:
            # The smallest; of equal ones, that which has been quiet longest.
            del self._sites[min(self._sites, key=lambda other: self._sites[other].total.pages)]
        self._sites[name] = site
        lines = _lines(page.lines)
        address = page.url.partition("#")[0].encode("utf-8", "surrogatepass")
        if site.has_seen((_digest(b"url", address), _digest(b"text", *lines))):
            return False
        site.add(lines, self._moment(page.fetched_at))
        return True

    def learned(self) -> Mapping[str, Sequence[bytes]]:
        """The keys of the lines by site; sites without any are left out."""
        found = {name: site.repeated() for name, site in self._sites.items()}
        return {name: keys for name, keys in found.items() if keys}

    def _moment(self, fetched_at: str | None) -> float | None:
        try:
            moment = datetime.fromisoformat(fetched_at or "")
        except ValueError:
            return None
        if moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        return moment.timestamp() / _SECONDS_A_DAY / self._half_life_days


def learn(
    pages: Iterable[SeenPage], *, half_life_days: float, max_sites: int
) -> Mapping[str, Sequence[bytes]]:
    """The keys of the lines that sites repeat, by site."""
    learner = SiteLearner(half_life_days=half_life_days, max_sites=max_sites)
    for page in pages:
        learner.see(page)
    return learner.learned()


def _lines(lines: Sequence[str]) -> dict[bytes, bool]:
    """The key of each line once, in their order, and whether the line is long."""
    if len(lines) > _MOST_LINES_OF_PAGE:
        half = _MOST_LINES_OF_PAGE // 2
        lines = [*lines[:half], *lines[-half:]]
    said = filter(None, map(same_words, lines))
    return {words_key(words): _is_long(words) for words in said}


def _is_long(words: str) -> bool:
    letters = len(words) - words.count(" ")
    # Scripts without spaces say with a letter what others say with three.
    return letters + 2 * len(WITHOUT_SPACES.findall(words)) > _LONG_LETTERS


def _digest(*parts: bytes) -> bytes:
    hashed = hashlib.blake2b(digest_size=_DIGEST_BYTES)
    for part in parts:
        hashed.update(part)
    return hashed.digest()
