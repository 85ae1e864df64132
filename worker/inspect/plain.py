"""Text from a page as text that no terminal obeys.

Decides what a character that steers a terminal is shown as. A page may hold anything: an escape
sequence in its title must not clear the screen or write to the clipboard of whoever looks at it,
and a mark that turns the direction of writing must not let one word look like another.
"""

import json
import re

# C0 but for line feed, DEL and C1, separators of lines, marks that turn the direction or tag, and
# halves of surrogate pairs. Joiners stay: Persian and emoji are written with them.
_STEERING = re.compile(
    r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
_PICTURES = 0x2400  # Unicode has a picture of each C0 character, in their order
_DELETE = "\N{SYMBOL FOR DELETE}"


def plain(text: str) -> str:
    """The text with every steering character made visible: `␛[2J`, `<U+202E>`. Lines stay lines."""
    return _STEERING.sub(_picture, text.replace("\r\n", "\n").replace("\t", " "))


def line(text: str, most_chars: int | None = None) -> str:
    """The same in one line, cut with an ellipsis where it is longer."""
    words = " ".join(plain(text).split())
    if most_chars is None or len(words) <= most_chars:
        return words
    return words[: most_chars - 1] + "\N{HORIZONTAL ELLIPSIS}"


def escaped(document: str) -> str:
    """A JSON document that means the same, with no steering character left in its strings."""
    return _STEERING.sub(lambda found: json.dumps(found[0])[1:-1], document)


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(_PICTURES + code)
    return _DELETE if code == 0x7F else f"<U+{code:04X}>"
