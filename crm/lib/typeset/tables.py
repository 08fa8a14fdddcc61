"""Three-line tables: caption and head repeated on every page, figures aligned at the point."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal

from reportlab.lib.colors import HexColor
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import bars
from crm.lib.typeset.columns import Column, widths
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import BLACK, Ink
from crm.lib.typeset.paragraph import ASCENT, Paragraph, Run, Style

SIZE, LEADING, PAD = 10.5, 15.0, 3.0
BELOW_CAPTION = 3.0
CAPTION = Style(Role.HEI, 12, 18, align="center", hard=True, balanced=True)
HEAD = Style(Role.HEI, SIZE, LEADING, align="center", balanced=True)
HEAD_FILL, TOTAL_FILL, ROW_RULE = HexColor("#EDEDED"), HexColor("#F5F5F5"), HexColor("#8C8C8C")
THICK, MIDDLE, THIN = 1.2, 0.6, 0.25
TALL = 120.0  # a row taller than this may itself be cut at the foot of a page
LEAST = 3  # rows on a page before a table goes on overleaf
NUMBER = re.compile(r"[+\-−]?[\d,]+(\.\d+)?[%％]?")


@dataclass(frozen=True, slots=True)
class GapCell:
    """A small bar in a cell: landed solid, pipeline light, rest hatched."""

    target: float
    landed: float
    pipeline: float = 0


Cell = str | int | Decimal | GapCell


@dataclass(frozen=True, slots=True)
class _Row:
    cells: tuple[Paragraph | GapCell, ...]
    height: float
    total: bool = False


@dataclass(frozen=True, slots=True)
class _Layout:
    """What all parts of one table share. `points[i]`: from the column's left to the point."""

    widths: tuple[float, ...]
    points: tuple[float | None, ...]
    head: tuple[Paragraph, ...]
    head_height: float


@dataclass
class Table:
    """A table as a block. `number` is its place in the document: 表1, 续表1."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    caption: str
    number: int
    total: Sequence[Cell] | None = None
    keep_next: bool = False
    keep_previous: bool = False
    on_grid: bool = False
    space_before: float = 4
    space_after: float = 8
    continued: bool = False
    _layout: _Layout | None = field(default=None, repr=False)
    _set: list[_Row] = field(default_factory=list, repr=False)

    def height(self, width: float, ink: Ink) -> float:
        self._prepare(width, ink)
        return self._top(width, ink) + sum(row.height for row in self._set)

    def split(self, width: float, height: float, ink: Ink) -> tuple["Table", "Table"] | None:
        self._prepare(width, ink)
        room = height - self._top(width, ink)
        fit = 0
        while fit < len(self._set) and self._set[fit].height <= room:
            room -= self._set[fit].height
            fit += 1
        if fit == len(self._set):
            return None
        head, tail = self._set[:fit], self._set[fit:]
        if tail[0].height > TALL:
            cut = self._cut(tail[0], room, ink)
            if cut:
                head, tail = [*head, cut[0]], [cut[1], *tail[1:]]
        if len(tail) == 1 and len(head) > (1 if tail[0].total else LEAST):
            head, tail = head[:-1], [head[-1], *tail]  # a last row or a total never stands alone
        if not head or (len(head) < LEAST and all(row.height <= TALL for row in self._set[:LEAST])):
            return None  # a caption with a row or two at the foot of a page reads as left over
        return (
            replace(self, _set=head, space_after=0),
            replace(self, _set=tail, continued=True),
        )

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None:
        self._prepare(width, ink)
        layout = self._layout
        caption = self._caption()
        caption.draw(canvas, x, top, width, ink)
        y = top - caption.height(width, ink) - BELOW_CAPTION
        _fill(canvas, x, y - layout.head_height, width, layout.head_height, HEAD_FILL)
        _rule(canvas, x, y, width, THICK)
        self._draw_row(canvas, x, y, layout.head, layout.head_height, ink)
        y -= layout.head_height
        _rule(canvas, x, y, width, MIDDLE)
        for number, row in enumerate(self._set):
            if row.total:
                _fill(canvas, x, y - row.height, width, row.height, TOTAL_FILL)
            if number:
                _rule(canvas, x, y, width, THIN, ROW_RULE)
            self._draw_row(canvas, x, y, row.cells, row.height, ink)
            y -= row.height
        _rule(canvas, x, y, width, THICK)

    def _draw_row(
        self,
        canvas: Canvas,
        x: float,
        top: float,
        cells: Sequence[Paragraph | GapCell],
        height: float,
        ink: Ink,
    ) -> None:
        layout = self._layout
        for cell, width, point in zip(cells, layout.widths, layout.points, strict=False):
            inner = width - 2 * PAD
            if isinstance(cell, GapCell):
                rect = bars.Rect(x + PAD, top - height / 2 - 4.5, inner, 9)
                bars.gap_bar(canvas, rect, cell.landed, cell.pipeline, cell.target)
            elif point is not None and cell.style.align == "decimal":
                _number(canvas, x + point, top - height / 2, cell.runs[0].text, ink)
            else:
                offset = (height - cell.height(inner, ink)) / 2
                cell.draw(canvas, x + PAD, top - offset, inner, ink)
            x += width

    def _caption(self) -> Paragraph:
        label = f"续表{self.number}" if self.continued else f"表{self.number}"
        return Paragraph([Run(f"{label}　{self.caption}")], CAPTION)

    def _top(self, width: float, ink: Ink) -> float:
        caption = self._caption().height(width, ink) + BELOW_CAPTION
        return caption + self._layout.head_height

    def _prepare(self, width: float, ink: Ink) -> None:
        if self._layout is not None:
            return
        bodies = [*self.rows, *([self.total] if self.total is not None else [])]
        texts = [[_text(cell, col) for cell, col in self._pairs(row)] for row in bodies]
        set_widths = widths(self.columns, texts, width, ink)
        head = tuple(Paragraph([Run(column.title)], HEAD) for column in self.columns)
        tall = max((_tall(p, w, ink) for p, w in zip(head, set_widths, strict=True)), default=0)
        points = tuple(
            _point([row[i] for row in texts], set_widths[i], ink) if c.align == "decimal" else None
            for i, c in enumerate(self.columns)
        )
        self._layout = _Layout(set_widths, points, head, tall + 2 * PAD)
        for number, row in enumerate(bodies):
            cells = tuple(
                _cell(cell, column, ink, w)
                for (cell, column), w in zip(self._pairs(row), set_widths, strict=True)
            )
            self._set.append(_row(cells, set_widths, ink, total=number >= len(self.rows)))

    def _pairs(self, row: Sequence[Cell]) -> list[tuple[Cell, Column]]:
        """Cells with their columns; a short row is filled, a long one cut."""
        filled = [*row, *[""] * len(self.columns)]
        return list(zip(filled, self.columns, strict=False))

    def _cut(self, row: _Row, room: float, ink: Ink) -> tuple[_Row, _Row] | None:
        """Cut a tall row in two at `room`."""
        if room < 4 * LEADING:
            return None
        heads, tails = [], []
        for cell, width in zip(row.cells, self._layout.widths, strict=True):
            parts = None
            if isinstance(cell, Paragraph) and _tall(cell, width, ink) + 2 * PAD > room:
                parts = cell.split(width - 2 * PAD, room - 2 * PAD, ink, least=1)
            heads.append(parts[0] if parts else cell)
            tails.append(parts[1] if parts else Paragraph([], _style("left")))
        return (
            _row(tuple(heads), self._layout.widths, ink),
            _row(tuple(tails), self._layout.widths, ink, total=row.total),
        )


def _style(align: str) -> Style:
    return Style(Role.SONG, SIZE, LEADING, align=align, hard=True)


def _text(cell: Cell, column: Column) -> str:
    if isinstance(cell, GapCell):
        return ""
    text = f"{cell:,}" if isinstance(cell, int | Decimal) else cell
    number = NUMBER.fullmatch(text) and column.align in ("decimal", "right", "center")
    return text.replace("-", "−") if number else text


def _cell(cell: Cell, column: Column, ink: Ink, width: float) -> Paragraph | GapCell:
    if isinstance(cell, GapCell):
        return cell
    text = _text(cell, column)
    align = column.align
    if align == "decimal":
        fits = ink.width(text, Role.SONG, SIZE) <= width - 2 * PAD
        align = "decimal" if NUMBER.fullmatch(text) and fits else "center"
    return Paragraph([Run(text)], _style(align))


def _tall(cell: Paragraph | GapCell, width: float, ink: Ink) -> float:
    return LEADING if isinstance(cell, GapCell) else cell.height(width - 2 * PAD, ink)


def _row(
    cells: tuple[Paragraph | GapCell, ...],
    set_widths: Sequence[float],
    ink: Ink,
    total: bool = False,
) -> _Row:
    tall = max((_tall(c, w, ink) for c, w in zip(cells, set_widths, strict=True)), default=0)
    return _Row(cells, max(tall, LEADING) + 2 * PAD, total)


def _point(texts: Sequence[str], width: float, ink: Ink) -> float:
    """Where the decimal points of a column stand, the widest figure in its middle."""
    before = after = 0.0
    for text in texts:
        if NUMBER.fullmatch(text) and ink.width(text, Role.SONG, SIZE) <= width - 2 * PAD:
            whole, point, rest = text.partition(".")
            before = max(before, ink.width(whole, Role.SONG, SIZE))
            after = max(after, ink.width(point + rest, Role.SONG, SIZE))
    return (width - before - after) / 2 + before


def _number(canvas: Canvas, x: float, middle: float, text: str, ink: Ink) -> None:
    whole = text.partition(".")[0]
    left = x - ink.width(whole, Role.SONG, SIZE)
    ink.text(canvas, left, middle + (0.5 - ASCENT) * SIZE, text, role=Role.SONG, size=SIZE)


def _rule(
    canvas: Canvas, x: float, y: float, width: float, weight: float, color: object = BLACK
) -> None:
    canvas.setStrokeColor(color)
    canvas.setLineWidth(weight)
    canvas.line(x, y, x + width, y)


def _fill(canvas: Canvas, x: float, y: float, width: float, height: float, color: object) -> None:
    canvas.setFillColor(color)
    canvas.rect(x, y, width, height, stroke=0, fill=1)
