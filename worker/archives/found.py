"""What a reader finds, one after another: a page, something broken, or something that is no page.

Decides how a place in a file is said. Must not know formats.
"""

from dataclasses import dataclass

from worker.failures import Reason


class WrongSource(Exception):
    """A file or folder cannot be read, or holds no pages. One line, which names it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """`where` is the file, or the file and the number of the line or record in it, from 1.

    `at` says the byte, where there is more than one record in the file.
    """

    where: str
    at: str = ""

    @property
    def place(self) -> str:
        """The place for a human, with all that is known of it."""
        return f"{self.where} ({self.at})" if self.at else self.where


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPage(Found):
    """The value of a raw-page record. A line of JSON is not looked into: it may be none."""

    value: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class BadRecord(Found):
    """Something that was to be a page and cannot be read. What follows it is read all the same."""

    reason: Reason
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOut(Found):
    """A record of an archive that is no page; `why` in words that several can share."""

    why: str
