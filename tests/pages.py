"""A page taken apart for what the tests read of every answer: elements and their words.

BeautifulSoup is pleasant to ask and takes five times as long; it stays for the tests that ask.
"""

from collections.abc import Iterator
from functools import lru_cache
from html.parser import HTMLParser
from xml.etree.ElementTree import Element, TreeBuilder

VOID = frozenset(
    ("area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track",
     "wbr")
)  # fmt: skip
SILENT = frozenset(("script", "style", "template"))


class _Reader(HTMLParser):
    """Builds the tree; an end tag closes what is open inside, one without a beginning nothing."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.comments: list[str] = []
        self._open = ["page"]
        self._builder = TreeBuilder()
        self._builder.start("page", {})
        self.handle_data = self._builder.data  # straight through: half of all calls

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._builder.start(tag, {name: value or "" for name, value in attrs})
        if tag in VOID:
            self._builder.end(tag)
        else:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self._open[1:]:
            while (last := self._open.pop()) != tag:
                self._builder.end(last)
            self._builder.end(tag)

    def handle_comment(self, data: str) -> None:
        self.comments.append(data)

    def updatepos(self, _start: int, end: int) -> int:
        """Nobody asks for lines and columns."""
        return end

    def tree(self) -> Element:
        for tag in reversed(self._open):
            self._builder.end(tag)
        return self._builder.close()


@lru_cache(maxsize=2)
def parse(html: str) -> tuple[Element, list[str]]:
    """The tree of a page or a fragment below an element of its own, and its comments.

    To be read only: who has examined a page often reads its words next.
    """
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.tree(), reader.comments


def texts(element: Element) -> Iterator[tuple[str, str]]:
    """Every piece of text with the name of the element that it stands in, in reading order."""
    if element.text:
        yield element.tag, element.text
    for child in element:
        yield from texts(child)
        if child.tail:
            yield element.tag, child.tail


def words(html: str) -> str:
    """The words of a page's main part, or of all of a fragment, with single spaces between."""
    tree, _comments = parse(html)
    main = next(tree.iter("main"), tree)
    pieces = (text.strip() for tag, text in texts(main) if tag not in SILENT)
    return " ".join(piece for piece in pieces if piece)
