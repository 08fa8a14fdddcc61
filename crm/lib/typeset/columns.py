"""How wide the columns of a table are: as their content asks, filled to the type area."""

from collections.abc import Sequence
from dataclasses import dataclass

from crm.lib.typeset.fonts import Role
from crm.lib.typeset.ink import Ink
from crm.lib.typeset.paragraph import natural_width

EM = 10.5  # 五号
MARGIN = 6.5  # both paddings of a cell, and a hair for rounding
ROOMY = 15  # em; text beyond it wraps
NARROW = 5  # em that a text column keeps when room is short


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, how cells align (left, center, right, decimal), a width in 字 or None."""

    title: str
    align: str = "left"
    width: float | None = None


def widths(
    columns: Sequence[Column], texts: Sequence[Sequence[str]], whole: float, ink: Ink
) -> tuple[float, ...]:
    """Widths in points that add up to `whole`. Short of room, text columns give way first."""
    wanted, least = [], []
    for number, column in enumerate(columns):
        if column.width is not None:
            wanted.append(column.width * EM + MARGIN)
            least.append(wanted[-1])
            continue
        head = natural_width(column.title, Role.HEI, EM, ink)
        body = max((natural_width(row[number], Role.SONG, EM, ink) for row in texts), default=0.0)
        wish = min(max(head, body), ROOMY * EM)
        text = column.align == "left"
        wanted.append(wish + MARGIN)
        least.append(min(wish, NARROW * EM if text else max(body, min(head, 4.5 * EM))) + MARGIN)
    over = sum(wanted) - whole
    if over <= 0:
        return tuple(wish - over / len(wanted) for wish in wanted)
    slack = sum(wanted) - sum(least)
    if over <= slack:
        return tuple(
            wish - over * (wish - few) / slack for wish, few in zip(wanted, least, strict=True)
        )
    return tuple(few * whole / sum(least) for few in least)
