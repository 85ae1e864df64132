"""Pages with the article that is in them: our own in `pages/`, and a folder of gold elsewhere.

Decides how both are read and how pages go through `pagewire clean`, which is what users get. Must
not know how the result is judged.
"""

import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.evaluation.flattening import FLATTENINGS
from tests.evaluation.shingles import page_score, score
from worker.cli import main
from worker.failures import ExitCode
from worker.records import PageWarning

PAGES = Path(__file__).with_name("pages")
_TRUTH = ".truth.json"
_LESS_THAN_AN_ARTICLE = {PageWarning.LIST_PAGE, PageWarning.PAYWALL_TEASER}


@dataclass(frozen=True, slots=True)
class NewsPage:
    """A page in one of its forms, with what a careful editor would copy from it."""

    id: str
    url: str
    body: str
    form: str  # "html", or "text" that is flattened already
    # "text" and metadata, or the "reason" why there is no article; the "warning" it should get
    truth: Mapping[str, Any]

    @property
    def line(self) -> str:
        """As an input line of `pagewire clean`."""
        return json.dumps({"id": self.id, "url": self.url, self.form: self.body})


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A page with the output line that it became."""

    page: NewsPage
    line: Mapping[str, Any]

    @property
    def text(self) -> str:
        """The article that was found; empty when the page was rejected."""
        return str(self.line.get("text", ""))

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is said of it."""
        return tuple(self.line.get("warnings", ()))


def clean(pages: Iterable[NewsPage]) -> list[Cleaned]:
    """The pages through `pagewire clean`, in their order."""
    listed = list(pages)
    with TemporaryDirectory() as folder:
        source, target = Path(folder, "in.jsonl"), Path(folder, "out.jsonl")
        source.write_text("".join(f"{page.line}\n" for page in listed), encoding="utf-8")
        code = main(["clean", "--processes=1", f"--input={source}", f"--output={target}"])
        assert code == ExitCode.OK
        lines = [json.loads(line) for line in target.read_bytes().splitlines()]
    assert [line["id"] for line in lines] == [page.id for page in listed]
    return [Cleaned(page, line) for page, line in zip(listed, lines, strict=True)]


def f1(pages: Iterable[Cleaned]) -> float:
    """Of the articles' text, all pages together."""
    return score(page_score(cleaned.page.truth["text"], cleaned.text) for cleaned in pages).f1


def told(cleaned: Cleaned) -> str:
    """What is said of the page: it is rejected, warned of, or taken for an article."""
    if "rejected" in cleaned.line:
        return "rejected"
    return ", ".join(_LESS_THAN_AN_ARTICLE.intersection(cleaned.warnings))


def own_files() -> list[Path]:
    """All files of our own pages, in a fixed order."""
    return sorted(PAGES.iterdir())


def own_pages() -> Iterator[NewsPage]:
    """Our own pages as HTML, those without an article too."""
    for path in own_files():
        if path.name.endswith(_TRUTH):
            truth = json.loads(path.read_bytes())
            name = path.name.removesuffix(_TRUTH)
            html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
            yield NewsPage(name, truth["url"], html, "html", truth)


def flattened(pages: Iterable[NewsPage], flattening: str) -> Iterator[NewsPage]:
    """The same pages as an upstream scraper of this kind would send them."""
    for page in pages:
        text = FLATTENINGS[flattening](page.body)
        yield NewsPage(page.id, page.url, text, "text", page.truth)


def gold_pages(folder: Path, name: str, flattening: str | None = None) -> Iterator[NewsPage]:
    """A set of the gold as HTML, or as its own files have it flattened."""
    texts = _gold_texts(folder / name / "flat" / f"{flattening}.jsonl.gz") if flattening else {}
    for line in gold_truth(folder, name).read_text(encoding="utf-8").splitlines():
        truth = json.loads(line)
        page_id, url = truth["id"], truth.get("url") or ""
        if flattening:
            yield NewsPage(page_id, url, texts[page_id], "text", truth)
        else:
            html = gzip.decompress((folder / name / "html" / f"{page_id}.html.gz").read_bytes())
            yield NewsPage(page_id, url, html.decode("utf-8"), "html", truth)


def gold_truth(folder: Path, name: str) -> Path:
    """The file with the truths of a set of the gold."""
    return folder / name / "truth.jsonl"


def _gold_texts(path: Path) -> dict[str, str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return {page["id"]: page["text"] for page in map(json.loads, lines)}
