"""The funnel and the bars by month, drawn on the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import bars
from crm.lib.typeset.bars import Rect
from crm.lib.typeset.figure import GAP, NOTE, TEXT, Figure, centred, drop, label, share, widest
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import Ink

STEP = 26.0  # height of one stage of the funnel
NARROWEST = 0.06  # of the width, so that a stage of nothing is still seen
PLOT = 104.0  # height of the tallest month
HUGE = 1e15


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage: how many, the words beside it, and the rate from the stage before."""

    label: str
    count: float
    value: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class MonthBar:
    """A month's figure and, hatched beside it, the figure it is compared with."""

    label: str
    value: float
    text: str
    before: float | None = None


@dataclass
class Funnel(Figure):
    """Stages from top to bottom, each as wide as its count; dark to light."""

    steps: Sequence[FunnelStep] = field(default_factory=list)

    def body_height(self, width: float, ink: Ink) -> float:
        return STEP * len(self.steps) + 4

    def paint(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        names = widest([s.label for s in self.steps], TEXT, rect.width * 0.22, ink) + 0.5
        values = widest([s.value for s in self.steps], TEXT, rect.width * 0.28, ink) + 0.5
        notes = widest([s.note for s in self.steps], NOTE, rect.width * 0.2, ink) + 0.5
        left = rect.x + names + GAP
        room = rect.width - names - values - notes - 3 * GAP
        most = max((share(step.count, HUGE) for step in self.steps), default=1) or 1
        spans = [max(share(s.count, HUGE) / most, NARROWEST) * room for s in self.steps]
        top = rect.y + rect.height - 2
        for number, step in enumerate(self.steps):
            below = spans[number + 1] if number + 1 < len(spans) else spans[number] * 0.8
            # A later stage may hold more than the one before it: no upturned funnel then.
            below = min(below, spans[number])
            shade = bars.SHADES[min(number, len(bars.SHADES) - 1)]
            _trapezium(canvas, left + room / 2, top, spans[number], below, shade)
            middle = top - STEP / 2
            centred(canvas, label(step.label, "right"), rect.x, middle, names, ink)
            x = left + room + GAP
            centred(canvas, label(step.value, "right"), x, middle, values, ink)
            note = label(step.note, "right", NOTE)
            centred(canvas, note, x + values + GAP, middle, notes, ink)
            top -= STEP


def _trapezium(
    canvas: Canvas, middle: float, top: float, above: float, below: float, shade: object
) -> None:
    low = top - STEP + 2
    path = canvas.beginPath()
    path.moveTo(middle - above / 2, top)
    path.lineTo(middle + above / 2, top)
    path.lineTo(middle + below / 2, low)
    path.lineTo(middle - below / 2, low)
    path.close()
    canvas.setFillColor(shade)
    canvas.setStrokeColor(bars.INK)
    canvas.setLineWidth(0.6)
    canvas.drawPath(path, stroke=1, fill=1)


@dataclass
class Months(Figure):
    """Upright bars on a base line, figures above them; last year's hatched to the left."""

    months: Sequence[MonthBar] = field(default_factory=list)
    now: str = "本年"
    then: str = "上年同期"

    def body_height(self, width: float, ink: Ink) -> float:
        return PLOT + 34

    def legend(self) -> list[tuple[str, str]]:
        if all(month.before is None for month in self.months):
            return []
        return [("hatched", self.then), ("solid", self.now)]

    def paint(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        values = [share(v, HUGE) for m in self.months for v in (m.value, m.before or 0)]
        most = max(values, default=1) or 1
        slot = rect.width / max(len(self.months), 1)
        base = rect.y + 18
        paired = any(month.before is not None for month in self.months)
        thick = min(slot * (0.32 if paired else 0.5), 22)
        for number, month in enumerate(self.months):
            middle = rect.x + slot * (number + 0.5)
            tall = PLOT * share(month.value, HUGE) / most
            if paired:
                past = PLOT * share(month.before or 0, HUGE) / most
                if past:
                    bars.hatched(canvas, Rect(middle - thick, base, thick, past))
                self._bar(canvas, Rect(middle, base, thick, tall))
                at = middle + thick / 2
            else:
                self._bar(canvas, Rect(middle - thick / 2, base, thick, tall))
                at = middle
            style = {"role": Role.SONG, "align": "center"}
            ink.text(canvas, at, base + tall + 3, month.text, size=NOTE, **style)
            ink.text(canvas, middle, base - 6 - drop(TEXT) - 2, month.label, size=TEXT, **style)
        canvas.setStrokeColor(bars.INK)
        canvas.setLineWidth(0.8)
        canvas.line(rect.x, base, rect.x + rect.width, base)

    def _bar(self, canvas: Canvas, rect: Rect) -> None:
        if rect.height > 0:
            bars.box(canvas, rect, bars.INK)
