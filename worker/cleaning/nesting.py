"""How deep and how large the tree of a page will be, without building it.

Decides by doing to a list of names what a parser does to its tree: ends what a tag implies the
end of, and opens again what a closed block has cut off, which is how a few kilobytes become
millions of elements. Where the standard has cases that cannot matter by more than a factor, it
errs upwards. Must not know which numbers are too many for whom.
"""

from collections.abc import Callable

from worker.cleaning.elements import (
    ALWAYS_OPEN,
    BREAKOUT,
    BUTTON_SCOPE,
    CELLS,
    END_SCOPE,
    ENDS_PARAGRAPH,
    FORMATTING,
    HEADINGS,
    IMPLIED,
    INTEGRATION,
    ITEM_SCOPE,
    KEEPS_CUT_OFF,
    MARKERS,
    MATH,
    NEVER_SIMPLE,
    NOT_SIMPLE,
    SCOPE,
    SPECIAL,
    SVG,
    TABLE_PARENTS,
    VOCABULARIES,
    VOID,
    holds_html,
    is_html_font,
    reads_html,
)
from worker.cleaning.formatting import Formatting, FormattingList
from worker.cleaning.tags import closes_itself

_PARAGRAPH, _ITEM, _TEMPLATE = ("p", None), ("li", None), ("template", None)
_ADOPTION_ROUNDS = 8  # so many blocks at most are moved out of a formatting element
_CLONES_PER_ROUND = 4


class Nesting:
    """The open elements of a page while its tags are fed in.

    `elements`: how many there have been. `ancestors`: how many each of them had, added up, with
    the elements that had to be looked at to find what a tag ends.
    """

    def __init__(self) -> None:
        self.elements = 0
        self._ancestors = 0
        self.deepest = 0
        self.framesets = 0
        self._stack: list[tuple[str, Formatting | None]] = []
        self._in_form = False
        self._formatting = FormattingList()

    @property
    def ancestors(self) -> int:
        """See above."""
        return self._ancestors + self._formatting.looks

    @property
    def in_foreign(self) -> bool:
        """Whether the innermost element is one of SVG or MathML."""
        return bool(self._stack) and self._stack[-1][0][0] == "\x00"

    def charge(self, looks: int) -> None:
        """Adds what costs a parser as much as so many looks at an ancestor."""
        self._ancestors += looks

    def leaf(self) -> None:
        """An element that holds nothing, or a comment."""
        self.elements += 1
        self._ancestors += len(self._stack) + 1

    def text(self) -> None:
        """Some text: opens again the formatting elements that the end of a block has cut off."""
        for kept in self._formatting.cut_off():
            self._push(kept.name, kept)

    def whole(self, name: str) -> bool:
        """A simple element with text or none. False: not simple here, feed its tags one by one."""
        quiet = self._formatting.empty if name in FORMATTING else self._formatting.all_open
        if name in NOT_SIMPLE or not quiet or self.in_foreign:
            return False
        self._push(name, None)
        self._stack.pop()
        return True

    def start(self, name: str, attributes: str) -> bool:
        """A start tag, its name in small letters. False for one of SVG or MathML."""
        stack = self._stack
        if stack and stack[-1][0][0] == "\x00" and not reads_html(stack[-1][0], name):
            if name in BREAKOUT or (name == "font" and is_html_font(attributes)):
                self._pop_while(lambda top: top[0] == "\x00" and top not in INTEGRATION)
            else:
                self._start_foreign(stack[-1][0][:2], name, attributes)
                return False
        if name in VOCABULARIES:
            self.text()
            self._start_foreign(VOCABULARIES[name], name, attributes)
            return False
        self._start_html(name, attributes)
        return True

    def end(self, name: str) -> None:
        """An end tag, its name in small letters."""
        stack = self._stack
        if stack:
            innermost, formatting = stack[-1]
            if innermost == name:  # nearly always
                if formatting is not None and self._formatting.is_last(formatting):
                    stack.pop()
                    self._formatting.forget(formatting)
                    return
                if name not in NEVER_SIMPLE:
                    stack.pop()
                    return
            if stack[-1][0][0] == "\x00" and self._end_foreign(name):
                return
        if name in FORMATTING:
            self._end_formatting(name)
        elif name == "form":
            self._end_form()
        elif name in HEADINGS:
            self._end(HEADINGS, SCOPE)
        elif name not in ALWAYS_OPEN:
            ended = self._end({name}, END_SCOPE.get(name, SPECIAL))
            if not ended and name in {"p", "br"}:
                self.leaf()  # even without a start tag
            elif ended and name in MARKERS and name not in CELLS:
                self._formatting.forget_to_marker()

    def _start_foreign(self, vocabulary: str, name: str, attributes: str) -> None:
        if closes_itself(attributes):
            self.leaf()
            return
        marked = vocabulary + name
        if marked == MATH + "annotation-xml" and holds_html(attributes):
            marked = SVG + "foreignobject"  # the same to all that follows
        self._push(marked, None)

    def _start_html(self, name: str, attributes: str) -> None:
        if name in ALWAYS_OPEN:
            return
        if name in TABLE_PARENTS:
            at = self._find(TABLE_PARENTS[name], frozenset())
            if at is None:
                return  # outside of tables such tags are nothing
            self._pop_to(at + 1)
        elif name in ENDS_PARAGRAPH:
            if name == "form":
                if self._in_form and _TEMPLATE not in self._stack:
                    return  # nothing inside another one
                self._in_form = True
            self._end_implied(name)
        elif name in FORMATTING:
            if name in {"a", "nobr"} and self._formatting.last(name) is not None:
                self._end_formatting(name)
        elif name in {"option", "optgroup"}:
            if self._stack and self._stack[-1][0] == "option":
                self._pop_to(len(self._stack) - 1)
        elif name == "button":
            self._end({"button"}, SCOPE)
        elif name in {"select", "input"}:
            if self._end({"select"}, SCOPE) and name == "select":
                return  # inside another it only ends that
        elif name == "table":
            self._end({"table"}, CELLS | {"template"})  # not in a cell: it takes its place
        elif name == "frameset":
            # These nest in one another and in nothing else; in most pages they are ignored.
            self.framesets += 1
            self.elements += 1
            self._ancestors += self.framesets
            self.deepest = max(self.deepest, self.framesets)
            return
        if name not in KEEPS_CUT_OFF:
            self.text()
        if name in VOID:
            self.leaf()
        elif name in FORMATTING:
            formatting = Formatting(name, attributes)
            self._push(name, formatting)
            self._formatting.keep(formatting)
        else:
            self._push(name, None)
            if name in MARKERS:
                self._formatting.mark()

    def _end_implied(self, name: str) -> None:
        if name == "li":
            if _ITEM in self._stack:
                self._end({"li"}, ITEM_SCOPE)
        elif name in {"dd", "dt"}:
            self._end({"dd", "dt"}, ITEM_SCOPE)
        if _PARAGRAPH in self._stack:
            self._end({"p"}, BUTTON_SCOPE)
        if name in HEADINGS and self._stack and self._stack[-1][0] in HEADINGS:
            self._pop_to(len(self._stack) - 1)

    def _push(self, name: str, formatting: Formatting | None) -> None:
        self._stack.append((name, formatting))
        depth = len(self._stack)
        self.elements += 1
        self._ancestors += depth
        if depth > self.deepest:
            self.deepest = depth

    def _pop_to(self, length: int) -> None:
        """Ends all elements from this position on."""
        stack = self._stack
        in_cell = False
        while len(stack) > length:
            name, formatting = stack.pop()
            if formatting is not None:
                formatting.open = False
            elif name in CELLS:
                in_cell = True
        if in_cell:
            self._formatting.forget_to_marker()

    def _pop_while(self, condition: Callable[[str], bool]) -> None:
        while self._stack and condition(self._stack[-1][0]):
            self._pop_to(len(self._stack) - 1)

    def _find(self, names: "frozenset[str] | set[str]", borders: "frozenset[str]") -> int | None:
        """Position of the innermost open element of these names, unless a border comes first."""
        stack = self._stack
        for position in range(len(stack) - 1, -1, -1):
            name = stack[position][0]
            self._ancestors += 1  # a parser looks at them just the same
            if name in names:
                return position
            if name in borders:
                break
        return None

    def _end(self, names: "frozenset[str] | set[str]", borders: "frozenset[str]") -> bool:
        at = self._find(names, borders)
        if at is not None:
            self._pop_to(at)
        return at is not None

    def _end_form(self) -> None:
        """Takes the form out; what is open inside stays open."""
        if not self._in_form:
            return
        self._in_form = False
        at = self._find({"form"}, SCOPE)
        if at is not None:
            self._pop_while(lambda name: name in IMPLIED)
            del self._stack[at]

    def _end_foreign(self, name: str) -> bool:
        """Whether the tag ends something of SVG or MathML."""
        for position in range(len(self._stack) - 1, -1, -1):
            open_name = self._stack[position][0]
            if open_name[0] != "\x00":
                return False
            self._ancestors += 1
            if open_name[2:] == name:
                self._pop_to(position)
                return True
        return False

    def _end_formatting(self, name: str) -> None:
        """The standard's "adoption agency", as far as it changes what is open."""
        kept = self._formatting.last(name)
        if kept is None:
            self._end({name}, SPECIAL)
            return
        if not kept.open:
            self._formatting.forget(kept)
            return
        specials = 0
        stack = self._stack
        for position in range(len(stack) - 1, -1, -1):
            open_name, formatting = stack[position]
            self._ancestors += 1
            if formatting is kept:
                break
            if open_name in SCOPE:
                return
            specials += open_name in SPECIAL
        if not specials:
            self._pop_to(position)
            self._formatting.forget(kept)
            return
        self.elements += _CLONES_PER_ROUND * min(specials, _ADOPTION_ROUNDS)
        self._ancestors += _CLONES_PER_ROUND * min(specials, _ADOPTION_ROUNDS) * len(stack)
        if specials < _ADOPTION_ROUNDS:
            del stack[position]
            self._formatting.forget(kept)
