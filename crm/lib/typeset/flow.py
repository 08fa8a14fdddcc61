"""Blocks onto pages. Every text line stands on the page's grid of 22 rows.

A chart cannot be cut. Where it does not fit and would leave much of the page blank, it floats: what
follows fills the page, and the chart stands at the top of the next one. Charts keep their order.

Nothing here can fail on content: a block that is too tall for any page is cut or, where it cannot
be cut, drawn as far as the page goes.
"""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset.ink import Ink
from crm.lib.typeset.page import HEIGHT, PITCH, WIDTH

CLOSE = 0.05  # pt
MOST_BLANK = HEIGHT / 4  # what a chart may leave blank below the text before it


class Block(Protocol):
    """Anything that stands in the column of text."""

    keep_next: bool  # never the last thing on a page
    keep_previous: bool  # never the first: takes the end of the block before along
    on_grid: bool
    space_before: float
    space_after: float

    def height(self, width: float, ink: Ink) -> float: ...

    def split(self, width: float, height: float, ink: Ink) -> "tuple[Block, Block] | None": ...

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None: ...


@dataclass(frozen=True, slots=True)
class Placed:
    """A block and how far below the top of the type area it begins."""

    block: Block
    top: float


class Flow:
    """Lays blocks out; `pages` holds the result."""

    def __init__(self, ink: Ink, width: float = WIDTH, height: float = HEIGHT) -> None:
        self.ink, self.width, self.page_height = ink, width, height
        self.pages: list[list[Placed]] = [[]]
        self.used = 0.0
        self._floating: deque[Block] = deque()

    def lay(self, blocks: Sequence[Block]) -> list[list[Placed]]:
        waiting = deque(blocks)
        while waiting:
            group = [waiting.popleft()]
            while waiting and (group[-1].keep_next or waiting[0].keep_previous):
                group.append(waiting.popleft())
            self._place_group(group, waiting)
        while self._floating:
            self.new_page()
        return self.pages

    def foot_room(self) -> float:
        """What is left on the last page."""
        return self.page_height - self.used

    def new_page(self) -> None:
        """Begin a page with the charts that wait for one, as many as fit."""
        self.pages.append([])
        self.used = 0.0
        while self._floating and (not self.used or self._fits(self._floating[0])):
            self._put(self._floating.popleft())

    def carry_over(self) -> None:
        """Begin a page with the end of what stands last, so that no imprint stands alone there."""
        page = self.pages[-1]
        kept = list(page)
        last = page.pop()
        tall = last.block.height(self.width, self.ink)
        parts = last.block.split(self.width, tall - CLOSE, self.ink)
        moved = [parts[1] if parts else last.block]
        if parts:
            page.append(Placed(parts[0], last.top))
        while page and not parts and (page[-1].block.keep_next or moved[0].keep_previous):
            moved.insert(0, page.pop().block)
        if not page:  # nothing would be left here
            page[:], moved = kept, []
        self.new_page()
        for block in moved:
            self._put(block)

    def _start(self, block: Block, used: float) -> float:
        if used == 0:
            return 0.0
        top = used + block.space_before
        if block.on_grid:
            top = -int(-(top - CLOSE) // PITCH) * PITCH
        return top

    def _end(self, block: Block, used: float) -> float:
        return self._start(block, used) + block.height(self.width, self.ink)

    def _fits(self, block: Block) -> bool:
        return self._end(block, self.used) <= self.page_height + CLOSE

    def _is_put_off(self, group: list[Block], waiting: deque[Block]) -> bool:
        """Whether a chart lets what follows go first: behind others that do, or so as not to
        leave too much of the page blank."""
        (block, *more) = group
        if more or not getattr(block, "floats", False):
            return False
        blank = self.page_height - self.used
        gap = not self._fits(block) and blank > MOST_BLANK and self.used > 0 and bool(waiting)
        return bool(self._floating) or gap

    def _place_group(self, group: list[Block], waiting: deque[Block]) -> None:
        if self._is_put_off(group, waiting):
            self._floating.append(group[0])
            return
        used = self.used
        for number, block in enumerate(group):
            end = self._end(block, used)
            if end > self.page_height + CLOSE:
                self._over(group, number, self._start(block, used), waiting)
                return
            used = end + block.space_after
        for block in group:
            self._put(block)

    def _over(self, group: list[Block], number: int, top: float, waiting: deque[Block]) -> None:
        """Block `number` of the group does not fit: find where the page may end."""
        block, room = group[number], self.page_height - top
        parts = block.split(self.width, room, self.ink) if room > 0 else None
        before = group[:number]
        if parts is None and number and block.keep_previous:
            last = before[-1]
            shorter = last.height(self.width, self.ink) - CLOSE
            cut = last.split(self.width, shorter, self.ink)
            if cut:
                before, parts = before[:-1], cut
                number -= 1
        if parts is not None:
            for kept in (*before, parts[0]):
                self._put(kept)
            waiting.extendleft(reversed([parts[1], *group[number + 1 :]]))
            self.new_page()
        elif self.used > 0:
            self.new_page()
            waiting.extendleft(reversed(group))
        else:  # a fresh page is too small: give up keeping together, but lose nothing
            for kept in group[: max(number, 1)]:
                self._put(kept)
            waiting.extendleft(reversed(group[max(number, 1) :]))
            if waiting:
                self.new_page()

    def _put(self, block: Block) -> None:
        top = self._start(block, self.used)
        self.pages[-1].append(Placed(block, top))
        self.used = top + block.height(self.width, self.ink) + block.space_after
