"""Charts of horizontal bars, one row per subject: quotas against time, targets against gaps."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import bars
from crm.lib.typeset.bars import HUGE, Rect, share
from crm.lib.typeset.figure import GAP, NOTE, TEXT, Figure, centred, drop, label, widest
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import BLACK, RED, Ink

ROW, BAR = 19.0, 10.5
PACE_ROW = 15.0  # for the words above the line of time progress
BEYOND = 2.0  # a bar of more than 200 % is drawn as 200 %


@dataclass(frozen=True, slots=True)
class QuotaBar:
    """A quota's standing. Shares of the target (0.554 = 55.4 %); words are the caller's.

    `reported` comes on top of `verified`; `pace` is the time progress, None for none.
    """

    label: str
    verified: float
    pace: float | None
    value: str
    note: str = ""
    reported: float = 0
    behind: bool = False


@dataclass(frozen=True, slots=True)
class GapBar:
    """A node's target, what has landed and what is in the pipeline, in one unit."""

    label: str
    target: float
    landed: float
    pipeline: float = 0
    value: str = ""
    note: str = ""


@dataclass
class RowChart(Figure):
    """Rows of label, bar, value and note; a label that is long wraps and makes its row taller."""

    rows: Sequence[QuotaBar] | Sequence[GapBar] = field(default_factory=list)

    above = 0.0

    def body_height(self, width: float, ink: Ink) -> float:
        return self.above + sum(self._heights(width, ink)) + 2

    def paint(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        names, values, notes = self._columns(rect.width, ink)
        left = rect.x + names + GAP
        room = rect.width - names - values - notes - 3 * GAP
        y = rect.y + rect.height - self.above
        for row, height in zip(self.rows, self._heights(rect.width, ink), strict=True):
            middle = y - height / 2
            centred(canvas, label(row.label, "right"), rect.x, middle, names, ink)
            self.bar(canvas, row, Rect(left, middle - BAR / 2, room, BAR))
            x = left + room + GAP
            centred(canvas, label(row.value, "right"), x, middle, values, ink)
            color = RED if getattr(row, "behind", False) else BLACK
            note = label(row.note, "right", NOTE, color)
            centred(canvas, note, x + values + GAP, middle, notes, ink)
            y -= height
        self.over(canvas, Rect(left, rect.y, room, rect.height), ink)

    def bar(self, canvas: Canvas, row: QuotaBar | GapBar, rect: Rect) -> None:
        raise NotImplementedError

    def over(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        """What is drawn across all rows."""

    def _columns(self, width: float, ink: Ink) -> tuple[float, float, float]:
        names = widest([row.label for row in self.rows], TEXT, width * 0.3, ink)
        values = widest([row.value for row in self.rows], TEXT, width * 0.16, ink)
        notes = widest([row.note for row in self.rows], NOTE, width * 0.18, ink)
        return names + 0.5, values + 0.5, notes + 0.5

    def _heights(self, width: float, ink: Ink) -> list[float]:
        names, values, notes = self._columns(width, ink)
        return [
            max(
                ROW,
                label(row.label, "right").height(names, ink) + 4,
                label(row.value, "right").height(values, ink) + 4,
                label(row.note, "right", NOTE).height(notes, ink) + 4,
            )
            for row in self.rows
        ]


@dataclass
class QuotaChart(RowChart):
    """Completion against time progress: solid on time, hatched behind, light not yet verified."""

    above = PACE_ROW

    def legend(self) -> list[tuple[str, str]]:
        rows = self.rows
        found = [("solid", "已认定")]
        if any(row.behind for row in rows):
            found.append(("hatched", "已认定(滞后)"))
        if any(row.reported > 0 for row in rows):
            found.append(("light", "待认定"))
        if self._pace() is None and any(row.pace is not None for row in rows):
            found.append(("line", "序时进度"))
        return found

    def bar(self, canvas: Canvas, row: QuotaBar, rect: Rect) -> None:
        full = rect.width / self._most()
        bars.box(canvas, Rect(rect.x, rect.y, full, rect.height), bars.WHITE, bars.GREY)
        done = full * share(row.verified, self._most())
        more = min(full * share(row.reported, BEYOND), rect.width - done)
        filled = Rect(rect.x, rect.y, done, rect.height)
        if row.behind:
            bars.hatched(canvas, filled)
        else:
            bars.box(canvas, filled, bars.INK)
        bars.box(canvas, Rect(rect.x + done, rect.y, more, rect.height), bars.PENDING)
        if self._pace() is None and row.pace is not None:
            x = rect.x + full * share(row.pace, self._most())
            bars.dashed(canvas, x, rect.y - 3, rect.y + rect.height + 3, RED)

    def over(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        pace = self._pace()
        if pace is None:
            return
        x = rect.x + rect.width / self._most() * share(pace, self._most())
        top = rect.y + rect.height
        bars.dashed(canvas, x, rect.y, top - PACE_ROW + 2, RED)
        words = f"序时进度{pace * 100:.1f}".removesuffix(".0") + "%"
        half = ink.width(words, Role.SONG, NOTE) / 2
        x = min(max(x, rect.x + half), rect.x + rect.width - half)
        middle = top - PACE_ROW / 2 - drop(NOTE)
        ink.text(canvas, x, middle, words, role=Role.SONG, size=NOTE, color=RED, align="center")

    def _pace(self) -> float | None:
        """The one time progress of all rows, None when they differ."""
        paces = {row.pace for row in self.rows}
        return paces.pop() if len(paces) == 1 else None

    def _most(self) -> float:
        """The share that the full width stands for."""
        ends = (share(row.verified, BEYOND) + share(row.reported, BEYOND) for row in self.rows)
        return min(max(1.0, *ends, 0.0), BEYOND)


@dataclass
class GapChart(RowChart):
    """Targets by node: solid landed, light in the pipeline, hatched not covered."""

    above = 4.0

    def legend(self) -> list[tuple[str, str]]:
        found = [("solid", "已落地"), ("hatched", "净缺口")]
        if any(row.pipeline > 0 for row in self.rows):
            found.insert(1, ("light", "在谈可补"))
        return found

    def bar(self, canvas: Canvas, row: GapBar, rect: Rect) -> None:
        most = max(max(share(r.target, HUGE), share(r.landed, HUGE)) for r in self.rows)
        longest = max(share(row.target, HUGE), share(row.landed, HUGE))
        part = Rect(rect.x, rect.y, rect.width * longest / (most or 1), rect.height)
        if part.width > 0:
            bars.gap_bar(canvas, part, row.landed, row.pipeline, row.target)
