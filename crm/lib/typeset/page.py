"""The page of GB/T 9704-2012: measures, red head, page number, imprint."""

from collections.abc import Sequence
from dataclasses import dataclass

from reportlab.lib.colors import Color
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import BLACK, RED, Ink
from crm.lib.typeset.paragraph import ASCENT, Paragraph, Run, Style

PAGE = (210 * mm, 297 * mm)
TOP, LEFT = 37 * mm, 28 * mm  # 天头, 订口
WIDTH, HEIGHT = 156 * mm, 225 * mm  # 版心
ROWS, COLUMNS = 22, 28
PITCH = HEIGHT / ROWS  # 28.99 pt
SIZE = 15.75  # 三号
SMALL = 14.0  # 四号

HEAD_SIZE, HEAD_TRACKING = 44.0, 12.0
HEAD_RULE = 1.6
IMPRINT_PITCH = 24.0
OUTER_RULE, INNER_RULE = 0.35 * mm, 0.25 * mm


@dataclass(frozen=True, slots=True)
class Masthead:
    """The red head of a 简报: its name, “第6期（总第30期）”, who makes it, and the date."""

    title: str
    issue: str
    office: str
    date_text: str


@dataclass
class RedHead:
    """The masthead as a block of five rows; the red rule closes it."""

    masthead: Masthead
    keep_next: bool = False
    keep_previous: bool = False
    on_grid: bool = True
    space_before: float = 0
    space_after: float = 0

    def height(self, width: float, ink: Ink) -> float:
        return 5 * PITCH

    def split(self, width: float, height: float, ink: Ink) -> None:
        return None

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None:
        head = self.masthead
        size, tracking = _fitted(head.title, width, ink)
        ink.text(
            canvas,
            x + width / 2,
            top - 1.45 * PITCH - (ASCENT - 0.5) * size,
            head.title,
            role=Role.TITLE,
            size=size,
            color=RED,
            align="center",
            tracking=tracking,
        )
        body = {"role": Role.BODY, "size": SIZE}
        ink.text(canvas, x + width / 2, top - 3.6 * PITCH, head.issue, align="center", **body)
        rule = top - 5 * PITCH + HEAD_RULE
        line = rule + 4 * mm
        room = width - 2 * SIZE - ink.width(head.date_text, Role.BODY, SIZE) - SIZE
        size = min(SIZE, SIZE * room / max(ink.width(head.office, Role.BODY, SIZE), 1))
        ink.text(canvas, x + SIZE, line, head.office, role=Role.BODY, size=size)
        ink.text(canvas, x + width - SIZE, line, head.date_text, align="right", **body)
        _rule(canvas, x, rule, width, HEAD_RULE, RED)


def _fitted(title: str, width: float, ink: Ink) -> tuple[float, float]:
    """Size and tracking of the red name: as wide as it likes, never wider than the type area."""
    gaps = max(len(title) - 1, 0)
    em = ink.width(title, Role.TITLE, 1)
    tracking = HEAD_TRACKING
    if em * HEAD_SIZE + gaps * tracking > width:
        tracking = 2.0
    return min(HEAD_SIZE, (width - gaps * tracking) / max(em, 1)), tracking


@dataclass
class Signature:
    """成文日期 four 字 from the right, the office centred above it; a row free before both."""

    office: str
    date_text: str
    keep_next: bool = False
    keep_previous: bool = True
    on_grid: bool = True
    space_before: float = PITCH
    space_after: float = 0

    def height(self, width: float, ink: Ink) -> float:
        return PITCH * (2 if self.office else 1)

    def split(self, width: float, height: float, ink: Ink) -> None:
        return None

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None:
        style = {"role": Role.BODY, "size": SIZE}
        half = ink.width(self.date_text, Role.BODY, SIZE) / 2
        middle = x + width - 4 * SIZE - half
        y = top - PITCH / 2 - (ASCENT - 0.5) * SIZE
        if self.office:
            wide = ink.width(self.office, Role.BODY, SIZE)
            room = width - SIZE  # a long name keeps one 字 free at the right
            size = SIZE * min(1.0, room / wide)
            at = min(middle, x + room - min(wide, room) / 2)
            ink.text(canvas, at, y, self.office, role=Role.BODY, size=size, align="center")
            y -= PITCH
        ink.text(canvas, middle, y, self.date_text, align="center", **style)


@dataclass
class Imprint:
    """版记: to whom it goes, who printed it and when; stands at the foot of the last page."""

    lines: Sequence[str]
    printer: str
    date_text: str
    copies: int | None = None

    def paragraphs(self) -> list[Paragraph]:
        hang = Style(
            Role.BODY, SMALL, IMPRINT_PITCH, left_indent=3, first_indent=-2, right_indent=1
        )
        return [Paragraph([Run(line)], hang) for line in self.lines]

    def height(self, width: float, ink: Ink) -> float:
        rows = sum(part.height(width, ink) for part in self.paragraphs())
        return rows + IMPRINT_PITCH * (2 if self.copies else 1) + 4

    def draw(self, canvas: Canvas, x: float, bottom: float, width: float, ink: Ink) -> None:
        style = {"role": Role.BODY, "size": SMALL}
        y = bottom + (IMPRINT_PITCH if self.copies else 0)
        drop = (IMPRINT_PITCH - SMALL) / 2 + (1 - ASCENT) * SMALL
        if self.copies:
            text = f"（共印{self.copies}份）"
            ink.text(canvas, x + width - SMALL, bottom + drop - 2, text, align="right", **style)
        ink.text(canvas, x + SMALL, y + drop, self.printer, **style)
        ink.text(canvas, x + width - SMALL, y + drop, self.date_text, align="right", **style)
        _rule(canvas, x, y, width, OUTER_RULE, BLACK)
        y += IMPRINT_PITCH
        parts = self.paragraphs()
        if parts:
            _rule(canvas, x, y, width, INNER_RULE, BLACK)
        for part in reversed(parts):
            y += part.height(width, ink)
            part.draw(canvas, x, y, width, ink)
        _rule(canvas, x, y, width, OUTER_RULE, BLACK)


def page_number(canvas: Canvas, number: int, ink: Ink) -> None:
    """“— 1 —”, 7 mm below the type area: odd pages right, even pages left, one 字 free."""
    bottom = PAGE[1] - TOP - HEIGHT
    right = number % 2 == 1
    x = LEFT + WIDTH - SMALL if right else LEFT + SMALL
    # The dash itself, a third of an em above the baseline, keeps the 7 mm.
    y = bottom - 7 * mm - 0.36 * SMALL
    align = "right" if right else "left"
    ink.text(canvas, x, y, f"— {number} —", role=Role.SONG, size=SMALL, align=align)


def _rule(canvas: Canvas, x: float, y: float, width: float, weight: float, color: Color) -> None:
    canvas.setStrokeColor(color)
    canvas.setLineWidth(weight)
    canvas.line(x, y, x + width, y)
