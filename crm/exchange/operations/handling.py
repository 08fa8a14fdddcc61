"""What each kind of import hands to the runs: how rows are judged, written and taken back."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.db import Model
from crm.exchange.queries.runs import KeptRow
from crm.exchange.rules.reading import ReadRow
from crm.exchange.rules.runs import Outcome
from crm.search.rules import Kind


@dataclass
class Judged:
    """What the dry run says of a row; `seen` is the record that is there, with its version."""

    outcome: Outcome
    reason: str = ""
    seen: tuple[int, int] | None = None


@dataclass(frozen=True)
class Wrote:
    """What a row has become: the record, its version, and what stood in it before.

    `besides` is another record that had to be made for it.
    """

    subject_id: int
    version: int
    before: dict[str, Any] | None = None
    besides: int | None = None


@dataclass
class Task:
    """Who brings rows in, on which day; `taken` are the names of the file so far, by row.

    Without `index_now` the caller sees to it that what is new is found.
    """

    actor: Viewer
    on: date
    run_id: int = 0
    since: datetime | None = None
    index_now: bool = True
    taken: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Handling:
    """The deeds of a kind.

    `judge` gives one verdict per row; `prepare` makes ready, outside any transaction, what takes
    long to make of rows; `write` what became of each row, and raises Refused with a sentence when
    one can no longer be written; `stuck` says of records that were changed or used since why they
    cannot be taken back; `undo` takes rows back that are not stuck, the last first. `tables` are
    those that grow by it. `kind` is that of the records
    in the search index; without one `write` and `undo` see to what is found by them.
    """

    kind: Kind | None
    title: Callable[[ReadRow], str]
    judge: Callable[[Session, Task, Sequence[ReadRow]], list[Judged]]
    prepare: Callable[[Sequence[KeptRow]], None]
    write: Callable[[Session, Task, Sequence[KeptRow]], list[Wrote]]
    stuck: Callable[[Session, Sequence[KeptRow]], dict[int, str]]
    undo: Callable[[Session, Task, Sequence[KeptRow]], None]
    tables: tuple[type[Model], ...]


def wrong(row: ReadRow) -> Judged:
    """A row that cannot be read or that a rule refuses."""
    return Judged(Outcome.WRONG, row.reason)


def noted(row: ReadRow, outcome: Outcome, seen: tuple[int, int] | None = None) -> Judged:
    """A row that is fine, with what was guessed while reading it."""
    return Judged(outcome, "；".join(row.notes), seen)


def twin_in_file(task: Task, row: ReadRow, keys: Sequence[str]) -> Judged | None:
    """A row about what an earlier row of the file is about; the keys are taken otherwise."""
    earlier = next((task.taken[key] for key in keys if key in task.taken), None)
    if earlier is not None:
        return Judged(Outcome.DUPLICATE, f"与第 {earlier} 行重复")
    for key in keys:
        task.taken[key] = row.number
    return None
