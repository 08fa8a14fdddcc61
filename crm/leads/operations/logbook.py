"""Many activities at once, as an import brings them in: the rules of `activities`, in few
statements; and how they are taken back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.bulk import add_rows, drop_rows, take_keys
from crm.core.errors import Refused
from crm.core.finding import index_said
from crm.core.journal import Changes, Telling
from crm.core.lists import among
from crm.leads.models import Activity, Todo
from crm.leads.operations.activities import COLUMNS, Moved, check
from crm.leads.operations.books import (
    Key,
    book_of,
    by_kind,
    day_of,
    known_among,
    last_days,
    later_of,
    note,
    standing,
)
from crm.leads.operations.subjects import door_of
from crm.leads.operations.todos import About, add_todo
from crm.leads.queries.activities import words_of
from crm.leads.queries.subjects import SUBJECTS
from crm.leads.rules import ActivityValues, TodoValues

GONE = "这条记录已不在您的数据范围内。"
TAKEN_BACK = "整体撤销导入"
Effects = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """What was done for a record, and who did it."""

    kind: str
    number: int
    values: ActivityValues
    owner_id: int
    unit_id: int

    @property
    def key(self) -> Key:
        """The record."""
        return self.kind, self.number


@dataclass
class Logged:
    """An activity that was logged; at the first one of its record what came of all of them, as
    JSON holds it: last day and next step before and after, the to-do that was made."""

    id: int
    effects: Effects | None = None


class Unfit(Refused):
    """One of the deeds cannot be logged; `place` says which, from 0."""

    def __init__(self, place: int, sentence: str) -> None:
        super().__init__(sentence)
        self.place = place


def log_many(session: Session, actor: Viewer, deeds: Sequence[Deed], on: date) -> list[Logged]:
    """Log what was done, each as on its record's page; by the order of the days, so that the next
    step of what was done last holds. Raises Unfit at the first that a rule refuses.
    """
    if not deeds:
        return []
    records = _held(session, actor, deeds)
    for place, deed in enumerate(deeds):
        if why := _fault(session, actor, deed, records.get(deed.key), on):
            raise Unfit(place, why)
    timely = _timely(deeds, last_days(session, records))
    rows = _rows(session, deeds)
    add_rows(session, Activity, rows)
    latest, effects = _keep_up(session, deeds, timely, records, on)
    changes = {key: changes_of(about) for key, about in records.items()}
    session.flush()
    telling = Telling(session, Activity)
    for place, (deed, row) in enumerate(zip(deeds, rows, strict=True)):
        own = changes[deed.key] if latest[deed.key] == place else {}
        note(session, actor, "followed", deed.key, records[deed.key], telling.of(row) | own)
    for key, place in latest.items():
        if todo := _todo(session, actor, deeds[place], timely[place], records[key], on):
            effects[key]["todo"] = todo
    for kind, numbers in by_kind(records):
        index_said(session, kind, numbers)
    # The first one of a record is taken back last.
    return [
        Logged(row["id"], effects.pop(deed.key, None) or None)
        for deed, row in zip(deeds, rows, strict=True)
    ]


def _held(session: Session, actor: Viewer, deeds: Sequence[Deed]) -> dict[Key, Any]:
    held = {}
    for kind, numbers in by_kind({deed.key for deed in deeds}):
        which = among(session, SUBJECTS[kind].model.id, numbers)
        for one in known_among(session, actor, kind, which, lock=True):
            held[kind, one.id] = one
    return held


def _fault(session: Session, actor: Viewer, deed: Deed, about: Any, on: date) -> str:
    if about is None:
        return GONE
    try:
        check(deed.values, on)
    except Refused as error:
        return error.sentence
    book = book_of(deed.kind)
    return book.barred(actor, about) or book.lapses(session, about, deed.values.happened_on, on)


def _timely(deeds: Sequence[Deed], before: Mapping[Key, date]) -> list[ActivityValues]:
    """What was said to come next before the last thing that is known is not what comes next now."""
    return [
        deed.values
        if deed.values.happened_on >= before.get(deed.key, date.min)
        else replace(deed.values, next_step="", next_step_on=None)
        for deed in deeds
    ]


def _rows(session: Session, deeds: Sequence[Deed]) -> list[dict[str, Any]]:
    numbers = take_keys(session, Activity, len(deeds))
    return [
        {
            "id": number,
            "kind": deed.kind,
            "subject_id": deed.number,
            **{name: getattr(deed.values, name) for name in COLUMNS},
            "owner_id": deed.owner_id,
            "unit_id": deed.unit_id,
            "version": 1,
        }
        for number, deed in zip(numbers, deeds, strict=True)
    ]


def _keep_up(
    session: Session,
    deeds: Sequence[Deed],
    timely: Sequence[ActivityValues],
    records: Mapping[Key, Any],
    on: date,
) -> tuple[dict[Key, int], dict[Key, Effects]]:
    """Let the records say what follows: which was done last for each, and what has changed."""
    stood = {key: standing(key[0], about) for key, about in records.items()}
    latest: dict[Key, int] = {}
    for place in sorted(range(len(deeds)), key=lambda place: timely[place].happened_on):
        key = deeds[place].key
        latest[key] = place
        if keep_up := book_of(key[0]).keep_up:
            keep_up(session, records[key], timely[place], on)
    effects = {}
    for key, was in stood.items():
        now = standing(key[0], records[key])
        effects[key] = {name: [was[name], now[name]] for name in was if was[name] != now[name]}
    return latest, effects


def _todo(
    session: Session, actor: Viewer, deed: Deed, values: ActivityValues, about: Any, on: date
) -> int | None:
    """Of a record that has no next step of its own."""
    book = book_of(deed.kind)
    if book.keep_up is not None or not values.next_step:
        return None
    step = TodoValues(values.next_step, values.next_step_on or on, owner_id=deed.owner_id)
    subject = About(*deed.key, book.title(about), about.confidential)
    return add_todo(session, actor, step, subject).id


def take_back(
    session: Session,
    actor: Viewer,
    versions: Mapping[int, int],
    effects: Sequence[tuple[int, Effects]],
    on: date,
) -> None:
    """Take activities away that an import made and nobody has touched since: number → version.

    `effects` are those of the activities that had some, in the order in which they are taken back:
    what the records say as they left it becomes what it was. Refused when an activity has been
    changed meanwhile.
    """
    columns = (Activity.id, Activity.version, Activity.kind, Activity.subject_id,
               Activity.activity, Activity.happened_on, Activity.summary)  # fmt: skip
    wanted = select(*columns).where(among(session, Activity.id, list(versions)))
    gone = {one.id: one for one in session.execute(wanted.with_for_update(of=Activity))}
    if {number: one.version for number, one in gone.items()} != dict(versions):
        raise Refused("有的跟进刚刚被修改，请刷新后再试。")
    keys = {(one.kind, one.subject_id) for one in gone.values()}
    records = {}
    for kind, numbers in by_kind(keys):
        model = SUBJECTS[kind].model
        touched = select(model).where(among(session, model.id, numbers)).order_by(model.id)
        for one in session.scalars(touched.with_for_update(of=model)):
            records[kind, one.id] = one
    drop_rows(session, Activity.id, list(versions))
    changes = _put_back(session, actor, gone, records, effects, on)
    for number, one in gone.items():
        key = (one.kind, one.subject_id)
        told: Changes = {"跟进": [None, words_of(one)], "原因": [None, TAKEN_BACK]}
        note(session, actor, "withdrawn", key, records[key], told | changes.get(number, {}))
    for kind, numbers in by_kind(keys):
        index_said(session, kind, numbers)


def _put_back(
    session: Session,
    actor: Viewer,
    gone: Mapping[int, Any],
    records: Mapping[Key, Any],
    effects: Sequence[tuple[int, Effects]],
    on: date,
) -> dict[int, Changes]:
    """Let the records say what they said before; gives what has changed, by activity."""
    rest = last_days(session, records)
    changes: dict[int, Changes] = {}
    for number, effect in effects:
        key = (gone[number].kind, gone[number].subject_id)
        about = records[key]
        if "step" in effect and standing(key[0], about).get("step") == effect["step"][1]:
            (about.next_step, day), _now = effect["step"]
            about.next_step_on = day_of(day)
        changes[number] = changes_of(about)
        session.flush()
        if "last" in effect:
            was, now = map(day_of, effect["last"])
            moved = _Gone(gone[number], now, None, on, later_of(was, rest.get(key)))
            changes[number] |= door_of(key[0]).settle(session, actor, about, moved)
        if "todo" in effect:
            _drop_todo(session, actor, effect["todo"])
    return changes


@dataclass(frozen=True)
class _Gone(Moved):
    """Taken back; `left` is the last day before, or that of what is left."""

    left: date | None

    def rest(self, _session: Session) -> date | None:
        """The last day of what else was done for the record."""
        return self.left


def _drop_todo(session: Session, actor: Viewer, number: int) -> None:
    """A to-do goes with what it came of, unless somebody has done or changed it: then it stays."""
    todo = session.get(Todo, number)
    if todo is not None and todo.version == 1:
        title = f"{todo.due_on:%Y-%m-%d} 到期"
        session.delete(todo)
        session.flush()
        record(session, actor, "deleted", kind="todo", subject_id=number, title=title)
