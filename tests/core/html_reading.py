"""A page of HTML as a tree, for tests that look at what a reader would see."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    """An element as a browser would have it."""

    name: str
    attributes: dict[str, str | None]
    inside: list["Element | str"] = field(default_factory=list)

    def text(self) -> str:
        return "".join(one if isinstance(one, str) else one.text() for one in self.inside)

    def all(self) -> Iterator["Element"]:
        yield self
        for one in self.inside:
            if isinstance(one, Element):
                yield from one.all()

    def of(self, **wanted: str) -> list["Element"]:
        """Those whose attributes have these words."""
        return [
            one
            for one in self.all()
            if all(
                value in (one.attributes.get(key.rstrip("_")) or "").split()
                for key, value in wanted.items()
            )
        ]


class Reader(HTMLParser):
    """A tree of the page; fails where tags do not fit together."""

    def __init__(self) -> None:
        super().__init__()
        self.root = Element("", {})
        self._open = [self.root]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, dict(attrs))
        self._open[-1].inside.append(element)
        if tag not in {"meta", "input"}:
            self._open.append(element)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop().name == tag

    def handle_data(self, text: str) -> None:
        self._open[-1].inside.append(text)


def read(source: str) -> Element:
    """The tree of a page."""
    reader = Reader()
    reader.feed(source)
    reader.close()
    return reader.root


def card(root: Element, index: int) -> str:
    """The words on an event's card."""
    (found,) = root.of(id=f"e{index}")
    return " ".join(found.text().split())


def ids(root: Element) -> set[str]:
    """The ids of all elements; fails where one is there twice."""
    found = [one.attributes["id"] or "" for one in root.all() if "id" in one.attributes]
    assert len(found) == len(set(found))
    return set(found)


def links(root: Element) -> list[Element]:
    """The links, in the order of the page."""
    return [one for one in root.all() if one.name == "a"]
