"""Text on a page: characters become glyphs of the right face, glyphs become few PDF operators."""

import itertools
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from reportlab.lib.colors import Color
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset.fonts import FontSet, Glyph, Role
from crm.lib.typeset.kinsoku import clean, is_mute

BLACK = Color(0, 0, 0)
RED = Color(0.753, 0, 0)  # #C00000, close to M80 Y80 in print
SAME_PITCH = 0.002  # pt; closer than this is one pitch

Placed = tuple[Glyph, float]  # a glyph and its x


@dataclass
class Ink:
    """The pen of one document. `missing` keeps, in order of use, what no face could draw."""

    fonts: FontSet
    missing: dict[str, None] = field(default_factory=dict)

    def glyphs(self, text: str, role: Role) -> list[Glyph]:
        """What is drawn for a text; characters that draw nothing by nature are left out."""
        found: list[Glyph] = []
        if any("\u0300" <= char <= "\u036f" for char in text):
            text = unicodedata.normalize("NFC", text)  # an accented letter is one glyph
        for char in clean(text):
            if char in "\r\n" or is_mute(char):
                continue
            glyph = self.fonts.glyph(role, " " if char in "\t\u00a0" else char)
            if glyph.missing:
                self.missing[char] = None
            found.append(glyph)
        return found

    def width(self, text: str, role: Role, size: float) -> float:
        return sum(glyph.width for glyph in self.glyphs(text, role)) * size

    def text(
        self,
        canvas: Canvas,
        x: float,
        y: float,
        text: str,
        *,
        role: Role,
        size: float,
        color: Color = BLACK,
        align: str = "left",
        tracking: float = 0,
    ) -> None:
        """One line of plain text, baseline at y; x is its left end, middle or right end."""
        text = clean(text)
        glyphs = self.glyphs(text, role)
        total = sum(g.width for g in glyphs) * size + tracking * max(len(glyphs) - 1, 0)
        x -= {"left": 0, "center": total / 2, "right": total}[align]
        placed = []
        for glyph in glyphs:
            placed.append((glyph, x))
            x += glyph.width * size + tracking
        draw(canvas, placed, y, size, color, text)


def draw(
    canvas: Canvas, placed: Sequence[Placed], y: float, size: float, color: Color, actual: str
) -> None:
    """Draw one line; a reader that copies it gets exactly `actual`."""
    if not placed:
        return
    canvas.setFillColor(color)
    utf16 = actual.encode("utf-16-be").hex().upper()
    canvas.addLiteral(f"/Span <</ActualText <FEFF{utf16}>>> BDC")
    text = canvas.beginText()
    font = pitch = None
    for group, gap in _groups(placed, size):
        if group[0][0].font != font:
            font = group[0][0].font
            text.setFont(font, size, size)
        text.setTextOrigin(group[0][1], y)
        if pitch is None or abs(gap - pitch) > SAME_PITCH / 2:
            text.setCharSpace(gap)
            pitch = gap
        text.textOut("".join(glyph.char for glyph, _ in group))
    canvas.drawText(text)
    canvas.addLiteral("EMC")


def _groups(placed: Sequence[Placed], size: float) -> list[tuple[list[Placed], float]]:
    """Runs of one font and one pitch, each with its extra space between characters."""
    groups: list[tuple[list[Placed], float]] = []
    run, pitch = [placed[0]], 0.0
    for (glyph, x), (after, next_x) in itertools.pairwise(placed):
        gap = next_x - x - glyph.width * size
        alike = glyph.font == after.font and (len(run) == 1 or abs(gap - pitch) < SAME_PITCH)
        if not alike:
            groups.append((run, pitch))
            run, pitch = [(after, next_x)], 0.0
            continue
        if len(run) == 1:
            pitch = gap
        run.append((after, next_x))
    groups.append((run, pitch))
    return groups
