"""What every chart shares: a caption below, a legend, small text, figures that cannot break it."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import bars
from crm.lib.typeset.bars import Rect
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import BLACK, RED, Ink
from crm.lib.typeset.paragraph import ASCENT, Paragraph, Run, Style, natural_width

TEXT, NOTE = 10.5, 9.0
CAPTION = Style(Role.HEI, 12, 18, align="center", hard=True, balanced=True)
LEGEND_ROW = 17.0
GAP = 8.0  # pt between the columns of a chart


@dataclass
class Figure:
    """A chart as a block; a kind of chart gives `body_height`, `paint` and `legend`."""

    caption: str
    number: int
    continued: bool = False
    keep_next: bool = False
    keep_previous: bool = False
    floats: bool = True  # lets what follows go before, where a page would stay blank
    on_grid: bool = False
    space_before: float = 6
    space_after: float = 5

    def body_height(self, width: float, ink: Ink) -> float:
        raise NotImplementedError

    def paint(self, canvas: Canvas, rect: Rect, ink: Ink) -> None:
        """Draw inside the rectangle, which is as tall as `body_height` says."""
        raise NotImplementedError

    def legend(self) -> list[tuple[str, str]]:
        """Pairs of mark (solid, hatched, light, line) and words."""
        return []

    def height(self, width: float, ink: Ink) -> float:
        below = LEGEND_ROW if self.legend() else 0
        return self.body_height(width, ink) + below + self._title().height(width, ink)

    def split(self, width: float, height: float, ink: Ink) -> None:
        return None

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None:
        tall = self.body_height(width, ink)
        self.paint(canvas, Rect(x, top - tall, width, tall), ink)
        y = top - tall
        if self.legend():
            y -= LEGEND_ROW
            draw_legend(canvas, x + width / 2, y + 4, self.legend(), ink)
        self._title().draw(canvas, x, y, width, ink)

    def _title(self) -> Paragraph:
        label = f"续图{self.number}" if self.continued else f"图{self.number}"
        return Paragraph([Run(f"{label}　{self.caption}")], CAPTION)


def draw_legend(
    canvas: Canvas, middle: float, y: float, entries: Sequence[tuple[str, str]], ink: Ink
) -> None:
    """One centred row of marks and words, baseline at y."""
    key, gap = 16.0, 14.0
    spans = [key + 4 + ink.width(words, Role.SONG, NOTE) for _, words in entries]
    x = middle - (sum(spans) + gap * (len(spans) - 1)) / 2
    for (mark, words), span in zip(entries, spans, strict=True):
        rect = Rect(x, y - 0.5, key, 7.5)
        if mark == "solid":
            bars.box(canvas, rect, bars.INK)
        elif mark == "light":
            bars.box(canvas, rect, bars.PENDING)
        elif mark == "hatched":
            bars.hatched(canvas, rect)
        else:
            bars.dashed(canvas, x + key / 2, y - 2, y + 9, RED)
        ink.text(canvas, x + key + 4, y, words, role=Role.SONG, size=NOTE)
        x += span + gap


def label(
    text: str, align: str, size: float = TEXT, color: Color = BLACK, role: Role = Role.SONG
) -> Paragraph:
    """Words beside a bar; they wrap where their column ends."""
    return Paragraph([Run(text)], Style(role, size, size * 1.25, align=align, color=color))


def centred(
    canvas: Canvas, part: Paragraph, x: float, middle: float, width: float, ink: Ink
) -> None:
    """Draw a small paragraph with its middle at height `middle`."""
    part.draw(canvas, x, middle + part.height(width, ink) / 2, width, ink)


def drop(size: float) -> float:
    """From the middle of a line down to its baseline."""
    return (ASCENT - 0.5) * size


def widest(texts: Sequence[str], size: float, most: float, ink: Ink) -> float:
    """The width of the widest text, but not more than `most`."""
    return min(
        max((natural_width(text, Role.SONG, size, ink) for text in texts), default=0.0), most
    )
