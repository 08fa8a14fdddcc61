"""A paragraph: runs of text set in lines, split between pages, drawn.

Text is never read as markup. ReportLab's own paragraph would embed files named in it and stops
at `<b>`; and it knows neither Chinese line breaking nor justification.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset import ink as inks
from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import Ink
from crm.lib.typeset.kinsoku import NO_START, Atom, Gap, Kind, atoms, clean
from crm.lib.typeset.lines import Box, Filler, Line

ASCENT = 0.88  # of the em, above the baseline, in every face of the set
MIN_LINES = 2  # orphans and widows
UNBOUND = 1e6  # pt: a measure that nothing reaches


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one weight."""

    text: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Style:
    """How a paragraph looks. Lengths in points, indents in em of its own size."""

    role: Role = Role.BODY
    size: float = 15.75
    leading: float = 28.99
    align: str = "justify"  # justify, left, center, right
    first_indent: float = 0
    left_indent: float = 0
    right_indent: float = 0
    bold: Role = Role.STRONG
    color: Color = inks.BLACK
    balanced: bool = False  # lines of like length, for centred titles
    hard: bool = False  # figures never part from their units
    keep: tuple[str, ...] = ()


@dataclass
class Paragraph:
    """Runs in a style. A part left by `split` holds its lines and is not filled again."""

    runs: Sequence[Run]
    style: Style
    keep_next: bool = False
    keep_previous: bool = False
    on_grid: bool = True
    space_before: float = 0
    space_after: float = 0
    outline: tuple[int, str] | None = None  # level and title
    _lines: list[Line] | None = field(default=None, repr=False)
    _measure: float = 0
    _starts: bool = True  # whether the first line is the paragraph's first

    def lines(self, width: float, ink: Ink) -> list[Line]:
        if self._lines is None or (self._starts and abs(width - self._measure) > 0.001):
            self._lines, self._measure = self._fill(width, ink), width
        return self._lines

    def height(self, width: float, ink: Ink) -> float:
        return len(self.lines(width, ink)) * self.style.leading

    def split(
        self, width: float, height: float, ink: Ink, least: int = MIN_LINES
    ) -> tuple["Paragraph", "Paragraph"] | None:
        """The part that fits in `height` and the rest; None when it must move as a whole."""
        lines = self.lines(width, ink)
        fit = math.floor(height / self.style.leading + 0.001)
        fit = min(fit, len(lines) - least)
        if fit < least:
            return None
        head = replace(self, _lines=lines[:fit], _starts=self._starts)
        tail = replace(
            self,
            _lines=lines[fit:],
            _starts=False,
            outline=None,
            space_before=0,
            keep_previous=False,
        )
        head.keep_next, head.space_after = False, 0
        # Both keep what was filled: a head is never filled again at another width.
        head._measure = tail._measure = width
        return head, tail

    def draw(self, canvas: Canvas, x: float, top: float, width: float, ink: Ink) -> None:
        style = self.style
        for number, line in enumerate(self.lines(width, ink)):
            baseline = top - (style.leading - style.size) / 2 - ASCENT * style.size
            left = x + self._offset(number, line, width)
            draw_line(canvas, line, left, baseline, style)
            top -= style.leading

    def _offset(self, number: int, line: Line, width: float) -> float:
        style = self.style
        left = style.left_indent * style.size
        if style.align in ("justify", "left"):
            first = number == 0 and self._starts
            return left + (style.first_indent * style.size if first else 0)
        room = width - left - style.right_indent * style.size - line.width
        return left + (room / 2 if style.align == "center" else room)

    def _fill(self, width: float, ink: Ink) -> list[Line]:
        style = self.style
        boxes = self._boxes(ink, width)
        measure = width - (style.left_indent + style.right_indent) * style.size
        spread = style.align == "justify"
        indent = style.first_indent * style.size if style.align in ("justify", "left") else 0
        lines = Filler(boxes, style.size, measure, indent, spread).lines()
        return self._balance(boxes, measure, lines) if style.balanced else lines

    def _balance(self, boxes: list[Box], measure: float, lines: list[Line]) -> list[Line]:
        """The narrowest setting that takes no more lines and forces nothing."""
        best, step = lines, self.style.size / 4
        while len(lines) > 1 and measure > step * 2:
            measure -= step
            tried = Filler(boxes, self.style.size, measure, spread=False).lines()
            if len(tried) > len(lines) or any(line.forced for line in tried):
                break
            best = tried
        return best

    def _boxes(self, ink: Ink, width: float) -> list[Box]:
        texts = [clean(run.text) for run in self.runs]
        ends = [sum(map(len, texts[: i + 1])) for i in range(len(texts))]
        style, boxes, run = self.style, [], 0
        longest = max(width - (style.left_indent + style.right_indent) * style.size, style.size)
        longest -= style.first_indent * style.size
        for atom in atoms("".join(texts), ends, style.keep, style.hard):
            while atom.start >= ends[run]:
                run += 1
            role = style.bold if self.runs[run].bold else style.role
            boxes.extend(_measured(atom, ink, role, style.size, longest))
        return boxes


def _measured(atom: Atom, ink: Ink, role: Role, size: float, longest: float) -> list[Box]:
    """The atom with its width; a word longer than a line falls into pieces that fit."""
    glyphs = tuple(ink.glyphs(atom.text, role))
    width = sum(glyph.width for glyph in glyphs) * size
    if width > longest and len(atom.text) > 1 and atom.kind is not Kind.SPACE:
        pieces, last = _chopped(atom.text, ink, role, size, longest), atom.after
        parts = [Atom(piece, atom.start, atom.kind, Gap.FREE) for piece in pieces]
        parts[-1] = Atom(pieces[-1], atom.start, atom.kind, last)
        return [box for part in parts for box in _measured(part, ink, role, size, longest + size)]
    full = len(glyphs) == 1 and abs(glyphs[0].width - 1) < 0.02
    return [Box(atom.text, atom.kind, atom.after, glyphs, width, full)]


def _chopped(text: str, ink: Ink, role: Role, size: float, longest: float) -> list[str]:
    pieces, width = [""], 0.0
    for char in text:
        step = ink.width(char, role, size)
        if pieces[-1] and width + step > longest:
            whole = pieces[-1]
            taken = whole[-1] if char in NO_START and len(whole) > 1 else ""
            pieces[-1] = whole[: len(whole) - len(taken)]
            pieces.append(taken)
            width = ink.width(taken, role, size)
        pieces[-1] += char
        width += step
    return pieces


def natural_width(text: str, role: Role, size: float, ink: Ink) -> float:
    """How wide a text is when nothing forces it to break; of several lines, the widest."""
    free = Paragraph([Run(text)], Style(role, size, size, align="left"))
    return max((line.width for line in free.lines(UNBOUND, ink)), default=0.0)


def draw_line(canvas: Canvas, line: Line, x: float, baseline: float, style: Style) -> None:
    """Draw one set line with its left end at x."""
    placed, text = [], line.text.rstrip("\r\n")
    for box, kern in zip(line.boxes, line.kerns, strict=True):
        for glyph in box.glyphs:
            placed.append((glyph, x))
            x += glyph.width * style.size
        x += kern
    inks.draw(canvas, placed, baseline, style.size, style.color, text)
