"""Everything that a brief prints, frozen: plain values that go to JSON and come back the same.

Amounts are whole fen, percentages and weighted numbers exact decimals as they are printed.
Labels are kept as words, so that an issued brief reads the same when a name changes later.
"""

from dataclasses import asdict, fields, is_dataclass
from dataclasses import dataclass as plain_dataclass
from datetime import date, datetime
from decimal import Decimal
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

SHAPE = 1
PROJECTS = "个"
WHOLE = (PROJECTS, "万美元")  # units that are printed without decimals
frozen = plain_dataclass(frozen=True, slots=True, kw_only=True)


@frozen
class Sum:
    """So many projects and their investment; that of `unknown` ones is not in it."""

    count: int = 0
    fen: int = 0
    unknown: int = 0


@frozen
class Headline:
    """A milestone reached this month and this year, and a year before where there are figures."""

    stage: str
    month: Sum
    year: Sum
    month_before: Sum | None = None
    year_before: Sum | None = None


@frozen
class MonthLine:
    """Projects signed in a month of the year, and in the same month a year before."""

    month: int
    count: int
    before: int | None = None


@frozen
class QuotaLine:
    """A target against time. Figures are in `measure`; older snapshots have none: numbers of
    projects, or 亿元 where `amount` is set. `by_curve`: time goes by the target's own months.

    `completion`, `time` and `gap` are in per cent and percentage points; `progress` is the value
    of a `Progress`, its word is `word`. `each_month` is what the months left must bring.
    """

    title: str
    unit: str
    own: bool
    amount: bool
    period: str
    target: Decimal
    verified: Decimal
    reported: Decimal
    completion: Decimal | None
    time: Decimal
    gap: Decimal | None
    progress: str
    word: str
    remaining: Decimal
    months_left: int
    each_month: Decimal | None = None
    at_least: bool = False
    source: str = ""
    measure: str = ""
    by_curve: bool = False

    @property
    def counted_in(self) -> str:
        """The unit of the figures, as it is printed."""
        return self.measure or ("亿元" if self.amount else PROJECTS)

    @property
    def places(self) -> int:
        """The decimals of the figures."""
        return 0 if self.counted_in in WHOLE else 2


@frozen
class StageLine:
    """The projects in hand that stand at a stage."""

    stage: str
    label: str
    sum: Sum


@frozen
class NodeLine:
    """A node's target; `expected` is what the projects in hand will bring, weighted."""

    name: str
    target: int
    landed: int
    pipeline: int
    expected: Decimal
    uncovered: Decimal


@frozen
class ChainLine:
    """A chain with the nodes that have targets, and the period for which they are set."""

    name: str
    period: str
    nodes: tuple[NodeLine, ...]


@frozen
class MilestoneLine:
    """A milestone of the month; `project` and `amount` may be read by everybody."""

    on: date
    stage: str
    project: str
    node: str
    unit: str
    amount: str


@frozen
class Kind:
    """So many milestones of a kind."""

    stage: str
    count: int


@frozen
class Honesty:
    """What the reader has to know about the data: of `active` projects in hand."""

    active: int
    reported: int
    without_next_step: int
    still: int
    still_days: int


@frozen
class Definition:
    """The version of the rules of counting."""

    name: str
    effective_from: date
    landed: str


@frozen
class Snapshot:
    """The figures of one brief. Counted up to the end of `as_of`; read at `taken_at`."""

    month: date
    as_of: date
    taken_at: datetime
    unit: str
    whole_zone: bool
    definition: Definition
    honesty: Honesty
    addressees: tuple[str, ...] = ()
    headlines: tuple[Headline, ...] = ()
    months: tuple[MonthLine, ...] = ()
    quotas: tuple[QuotaLine, ...] = ()
    quotas_ended: bool = False
    stages: tuple[StageLine, ...] = ()
    paused: int = 0
    chains: tuple[ChainLine, ...] = ()
    milestones: tuple[MilestoneLine, ...] = ()  # perhaps not all; `kinds` counts all
    kinds: tuple[Kind, ...] = ()
    shape: int = SHAPE

    def to_json(self) -> dict[str, Any]:
        """As the database keeps it."""
        return _plain(asdict(self))

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> "Snapshot":
        """As it was; what a younger version adds has its default."""
        return _read(cls, kept)


def _plain(value: Any) -> Any:
    match value:
        case dict():
            return {key: _plain(one) for key, one in value.items()}
        case list() | tuple():
            return [_plain(one) for one in value]
        case date():
            return value.isoformat()
        case Decimal():
            return str(value)
    return value


def _read(kind: Any, kept: Any) -> Any:
    """The value of type `kind` that was kept."""
    if get_origin(kind) is UnionType:
        if kept is None:
            return None
        kind = next(one for one in get_args(kind) if one is not NoneType)
    if is_dataclass(kind):
        hints = get_type_hints(kind)
        known = [field.name for field in fields(kind) if field.name in kept]
        return kind(**{name: _read(hints[name], kept[name]) for name in known})
    if get_origin(kind) is tuple:
        return tuple(_read(get_args(kind)[0], one) for one in kept)
    if kind in (date, datetime):
        return kind.fromisoformat(kept)
    return kind(kept)
