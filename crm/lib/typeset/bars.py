"""Bars that read in black and white: solid for what is there, hatched for what is missing."""

import math
from dataclasses import dataclass

from reportlab.lib.colors import Color, HexColor
from reportlab.pdfgen.canvas import Canvas

from crm.lib.typeset.ink import BLACK

INK = HexColor("#1F3A5F")
SHADES = tuple(
    HexColor(shade)
    for shade in ("#1F3A5F", "#3D5C86", "#6482AA", "#92A9C8", "#BCCBE0", "#D9E2EF", "#EDF2F8")
)
PENDING = SHADES[4]  # reported, not yet verified; or in the pipeline
WHITE = Color(1, 1, 1)
GREY = HexColor("#7F7F7F")
HUGE = 1e15  # more than any figure of a brief
HATCH = 3.2  # pt between the lines of a hatching


@dataclass(frozen=True, slots=True)
class Rect:
    """Lower left corner, width, height."""

    x: float
    y: float
    width: float
    height: float


def share(value: float, most: float) -> float:
    """A figure fit for drawing: finite, not negative, at most `most`."""
    number = float(value)
    return min(max(number, 0.0), most) if math.isfinite(number) else 0.0


def box(canvas: Canvas, rect: Rect, fill: Color, stroke: Color = INK, weight: float = 0.5) -> None:
    """A filled and outlined box; none at all when it has no width."""
    if rect.width <= 0:
        return
    canvas.setFillColor(fill)
    canvas.setStrokeColor(stroke)
    canvas.setLineWidth(weight)
    canvas.rect(rect.x, rect.y, rect.width, rect.height, stroke=1, fill=1)


def hatched(canvas: Canvas, rect: Rect, stroke: Color = INK) -> None:
    """A white box with slanting lines, outlined."""
    if rect.width <= 0:
        return
    canvas.saveState()
    canvas.setFillColor(WHITE)
    canvas.rect(rect.x, rect.y, rect.width, rect.height, stroke=0, fill=1)
    edge = canvas.beginPath()
    edge.rect(rect.x, rect.y, rect.width, rect.height)
    canvas.clipPath(edge, stroke=0, fill=0)
    canvas.setStrokeColor(stroke)
    canvas.setLineWidth(0.5)
    x = rect.x - rect.height
    while x < rect.x + rect.width:
        canvas.line(x, rect.y, x + rect.height, rect.y + rect.height)
        x += HATCH
    canvas.restoreState()
    canvas.setStrokeColor(stroke)
    canvas.setLineWidth(0.5)
    canvas.rect(rect.x, rect.y, rect.width, rect.height, stroke=1, fill=0)


def gap_bar(canvas: Canvas, rect: Rect, landed: float, pipeline: float, target: float) -> None:
    """What has landed, what is under way, and hatched what nothing covers yet."""
    target, landed, pipeline = (share(number, HUGE) for number in (target, landed, pipeline))
    whole = max(target, landed, 1e-9)
    solid = rect.width * min(landed / whole, 1)
    light = rect.width * min(pipeline / whole, max(1 - landed / whole, 0))
    hatched(canvas, Rect(rect.x + solid + light, rect.y, rect.width - solid - light, rect.height))
    box(canvas, Rect(rect.x + solid, rect.y, light, rect.height), PENDING)
    box(canvas, Rect(rect.x, rect.y, solid, rect.height), INK)


def dashed(canvas: Canvas, x: float, y1: float, y2: float, color: Color = BLACK) -> None:
    """An upright dashed line."""
    canvas.saveState()
    canvas.setStrokeColor(color)
    canvas.setLineWidth(0.9)
    canvas.setDash(3, 2)
    canvas.line(x, y1, x, y2)
    canvas.restoreState()
