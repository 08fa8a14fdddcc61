"""The funnel and the bars by month, drawn on the canvas."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import bars
from crm.lib.typeset.bars import HUGE, Rect, share
from crm.lib.typeset.figure import GAP, NOTE, TEXT, Figure, centred, drop, label, widest
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import Ink

STAGE, SLOPE = 19.0, 11.0  # heights of a stage of the funnel and of the slope to the next
NARROWEST = 0.02  # of the width, so that a stage of nothing is still seen
# The words of a stage: field, the most of the width they take, size. The first stands left.
WORDS = (("label", 0.2, TEXT), ("value", 0.16, TEXT), ("amount", 0.18, TEXT), ("note", 0.16, NOTE))
PLOT = 104.0  # height of the tallest month


@dataclass(frozen=True, slots=True)
class FunnelStep:
    """A stage: its count draws the bar; value, amount and note are the words beside it."""

    label: str
    count: float
    value: str
    amount: str = ""
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
    """Stages from top to bottom, each as wide as its count, dark to light, slopes between."""

    steps: Sequence[FunnelStep] = field(default_factory=list)

    def body_height(self, width: float, ink: Ink) -> float:
        return STAGE * len(self.steps) + SLOPE * max(len(self.steps) - 1, 0) + 4

    def paint(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        parts = [[getattr(step, name) for step in self.steps] for name, *_ in WORDS]
        limits = [most * rect.width for _, most, _ in WORDS]
        wide = [
            widest(texts, size, most, ink) + 0.5 if any(texts) else 0.0
            for texts, most, (_, _, size) in zip(parts, limits, WORDS, strict=True)
        ]
        room = rect.width - sum(wide) - GAP * sum(1 for width in wide if width)
        spans = self._spans(room)
        middle = rect.x + wide[0] + GAP + room / 2
        top = rect.y + rect.height - 2
        for number, step in enumerate(self.steps):
            shade = bars.SHADES[min(number, len(bars.SHADES) - 1)]
            low, span = top - STAGE, spans[number]
            bars.box(canvas, Rect(middle - span / 2, low, span, STAGE), shade)
            if number + 1 < len(spans):
                _slope(canvas, middle, low, span, spans[number + 1])
            self._words(canvas, step, Rect(rect.x, low + STAGE / 2, room, 0), wide, ink)
            top = low - SLOPE

    def _words(
        self, canvas: Canvas, step: FunnelStep, at: Rect, wide: Sequence[float], ink: Ink
    ) -> None:
        x = at.x
        for number, ((name, _, size), width) in enumerate(zip(WORDS, wide, strict=True)):
            if width:
                centred(canvas, label(getattr(step, name), "right", size), x, at.y, width, ink)
                x += width + GAP + (at.width + GAP if number == 0 else 0)

    def _spans(self, room: float) -> list[float]:
        counts = [share(step.count, HUGE) for step in self.steps]
        most = max(counts, default=0) or 1
        return [max(count / most, NARROWEST) * room for count in counts]


def _slope(canvas: Canvas, middle: float, top: float, above: float, below: float) -> None:
    """The pale piece between two stages."""
    path = canvas.beginPath()
    path.moveTo(middle - above / 2, top)
    path.lineTo(middle + above / 2, top)
    path.lineTo(middle + below / 2, top - SLOPE)
    path.lineTo(middle - below / 2, top - SLOPE)
    path.close()
    canvas.setFillColor(bars.SHADES[-1])
    canvas.drawPath(path, stroke=0, fill=1)


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
