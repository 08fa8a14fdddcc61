"""Filling lines: which atoms stand on which line, and how far apart.

Numbers only; widths come measured. Rules in order: never a forbidden mark at either end, closing
marks pulled in by squeezing, figures beside their units where the line allows, rest spread evenly.
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from crm.lib.typeset.fonts import Glyph
from crm.lib.typeset.kinsoku import Gap, Kind

LOOSE = 0.09  # em per gap; beyond it a figure may part from its unit
RAGGED = 1.2  # em per gap; beyond it a line is left unspread
LATIN_GAP = 0.05  # em between hanzi and Latin
REACH = 4  # atoms that squeezing may pull in
FIT = 0.01  # pt; rounding is no overflow


@dataclass(frozen=True, slots=True)
class Box:
    """A measured atom. `full`: drawn one em wide, so that half of a mark can be taken off."""

    text: str
    kind: Kind
    after: Gap
    glyphs: tuple[Glyph, ...]
    width: float
    full: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One set line. `kerns[i]` is the space after box i beyond its width (often 0)."""

    boxes: tuple[Box, ...]
    kerns: tuple[float, ...]
    width: float
    forced: bool = False  # no legal break existed at this measure

    @property
    def text(self) -> str:
        return "".join(box.text for box in self.boxes)


def natural_kern(left: Box, right: Box, em: float) -> float:
    """Space between two neighbours before any spreading: squeezed marks, hanzi beside Latin."""
    if left.kind is Kind.CLOSER and right.kind in (Kind.CLOSER, Kind.OPENER):
        return -em / 2 if left.full else 0.0
    if left.kind is Kind.OPENER and right.kind is Kind.OPENER:
        return -em / 2 if right.full else 0.0
    if {left.kind, right.kind} == {Kind.HANZI, Kind.WORD}:
        return em * LATIN_GAP
    return 0.0


class Filler:
    """Fills one paragraph. `measure` in points; `indent` is taken off the first line."""

    def __init__(
        self,
        boxes: Sequence[Box],
        em: float,
        measure: float,
        indent: float = 0,
        spread: bool = True,
    ) -> None:
        self.boxes, self.em, self.measure, self.indent = boxes, em, measure, indent
        self.spread = spread
        pairs = itertools.pairwise(boxes)
        self.kerns = [natural_kern(a, b, em) for a, b in pairs] + [0.0]
        self.left = [0.0]  # left[i]: where box i begins if all stood on one line
        for box, kern in zip(boxes, self.kerns, strict=False):
            self.left.append(self.left[-1] + box.width + kern)

    def lines(self) -> list[Line]:
        found: list[Line] = []
        start = 0
        while start < len(self.boxes):
            room = self.measure - (self.indent if start == 0 else 0)
            end, forced = self._end(start, room)
            found.append(self._set(start, end, room, forced))
            start = end + 1
        return found

    def _width(self, start: int, end: int) -> float:
        """Width of boxes start..end, blanks at the end not counted."""
        while end > start and self.boxes[end].kind in (Kind.SPACE, Kind.BREAK):
            end -= 1
        if self.boxes[end].kind is Kind.SPACE:
            return 0.0
        return self.left[end] - self.left[start] + self.boxes[end].width

    def _end(self, start: int, room: float) -> tuple[int, bool]:
        """The last box of the line that begins at `start`, and whether it breaks a rule."""
        over = start
        while over < len(self.boxes):
            if self.boxes[over].kind is Kind.BREAK:
                return over, False
            if self._width(start, over) > room + FIT:
                break
            over += 1
        if over == len(self.boxes):
            return over - 1, False
        if over > start and self.boxes[over - 1].after is Gap.FREE:
            return over - 1, False
        pulled = self._pulled_in(start, over, room)
        if pulled is not None:
            return pulled, False
        return self._broken(start, over, room)

    def _pulled_in(self, start: int, over: int, room: float) -> int | None:
        """The next free end at or after `over`, when squeezing the marks makes room for it."""
        for end in range(over, min(over + REACH, len(self.boxes))):
            last = end + 1 == len(self.boxes) or self.boxes[end + 1].kind is Kind.BREAK
            if last or self.boxes[end].after is Gap.FREE:
                if self._width(start, end) - room <= sum(self._give(start, end)):
                    return end
                return None
        return None

    def _broken(self, start: int, over: int, room: float) -> tuple[int, bool]:
        free = soft = None
        for end in range(over - 1, start - 1, -1):
            if self.boxes[end].after is Gap.FREE:
                free = end
                break
            if soft is None and self.boxes[end].after is Gap.SOFT:
                soft = end
        if soft is not None and (free is None or self._looseness(start, free, room) > LOOSE):
            return soft, False
        if free is not None:
            return free, False
        return max(start, over - 1), True

    def _looseness(self, start: int, end: int, room: float) -> float:
        return self._stretch(start, end, room)[0] / self.em

    def _stretch(self, start: int, end: int, room: float) -> tuple[float, list[int]]:
        """Points to add at each gap that may stretch, and those gaps."""
        while end > start and self.boxes[end].kind in (Kind.SPACE, Kind.BREAK):
            end -= 1
        gaps = [at for at in range(start, end) if self._may_stretch(at)]
        rest = room - self._width(start, end)
        return (rest / len(gaps) if gaps else rest), gaps

    def _may_stretch(self, at: int) -> bool:
        left, right = self.boxes[at].kind, self.boxes[at + 1].kind
        return Kind.HANZI in (left, right) or (left is Kind.SPACE)

    def _give(self, start: int, end: int) -> list[float]:
        """How much each mark of the line can give up: ¼ em, the last one ½ em."""
        give = [0.0] * (end - start + 1)
        for at in range(start, end + 1):
            box = self.boxes[at]
            squeezed = self.kerns[at] < 0 or (at > start and self.kerns[at - 1] < 0)
            if not box.full or (squeezed and at < end):
                continue
            if box.kind is Kind.CLOSER:
                give[at - start] = self.em / 2 if at == end else self.em / 4
            elif box.kind is Kind.OPENER and start < at < end:
                give[at - start] = self.em / 4
        return give

    def _set(self, start: int, end: int, room: float, forced: bool) -> Line:
        boxes = tuple(self.boxes[start : end + 1])
        kerns = [*self.kerns[start:end], 0.0]
        width = self._width(start, end)
        ends = end + 1 == len(self.boxes) or boxes[-1].kind is Kind.BREAK
        if width > room + FIT:
            self._squeeze(kerns, self._give(start, end), width - room, boxes)
            width = min(width, room) if sum(self._give(start, end)) >= width - room else width
        elif self.spread and not ends and not forced:
            extra, gaps = self._stretch(start, end, room)
            if gaps and extra <= RAGGED * self.em:
                for at in gaps:
                    kerns[at - start] += extra
                width = room
        return Line(boxes, tuple(kerns), width, forced)

    def _squeeze(
        self, kerns: list[float], give: list[float], over: float, boxes: tuple[Box, ...]
    ) -> None:
        """Take `over` off the line: first behind its last mark, then evenly off the others."""
        over -= give[-1]  # blank half of the closing mark: it simply runs past the measure
        inner = sum(give[:-1])
        if over <= 0 or not inner:
            return
        share = min(over / inner, 1.0)
        for at, amount in enumerate(give[:-1]):
            where = at if boxes[at].kind is Kind.CLOSER else at - 1
            kerns[where] -= amount * share
