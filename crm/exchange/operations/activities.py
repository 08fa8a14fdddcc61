"""What was done, from a file: each row names its record; the same thing twice is a duplicate."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.attachments.models import Attachment
from crm.core.errors import Refused
from crm.core.lists import among
from crm.exchange.operations.handling import (
    Handling,
    Judged,
    Task,
    Wrote,
    noted,
    twin_in_file,
    wrong,
)
from crm.exchange.operations.stuck import changed_since, together
from crm.exchange.queries.naming import Records, Unclear, name_of
from crm.exchange.queries.runs import KeptRow
from crm.exchange.rules.naming import asked_for
from crm.exchange.rules.reading import ReadRow
from crm.exchange.rules.runs import Outcome
from crm.exchange.rules.values import activity_values
from crm.leads.models import Activity
from crm.leads.operations.activities import check
from crm.leads.operations.books import Key, book_of, by_kind
from crm.leads.operations.logbook import Deed, Unfit, log_many, take_back
from crm.leads.queries.subjects import SUBJECTS
from crm.leads.rules import ActivityKind, ActivityValues

# Among what was read of a row: kind and number of the record that it names.
RECORD = "record"
LABELS = {"happened_on": "日期", "next_step": "下一步"}
THERE = "已登记过：同一对象、同一天、同一方式和内容"
SECRET_STEP = "涉密企业的下一步只能记给本人，请把登记人留空，或删去下一步。"  # noqa: S105  a sentence
Twin = tuple[str, int, date, ActivityKind, str]


def _title(row: ReadRow) -> str:
    words = (str(row.values.get(name, "")) for name in ("happened_on", "subject"))
    return " ".join(word for word in words if word)


def _judge(session: Session, task: Task, rows: Sequence[ReadRow]) -> list[Judged]:
    asked = {
        row.number: asked_for(row.values["subject"], row.values.get("subject_kind", ""))
        for row in rows
        if "subject" in row.values
    }
    records = Records(session, task.actor, list(asked.values()))
    for row in rows:
        if one := asked.get(row.number):
            try:
                row.values[RECORD] = list(records.meant(one))
            except Unclear as error:
                row.faults["对象"] = str(error)
        if not row.faults:
            _check(session, task, row, records)
    there = _logged(session, [row.values for row in rows if not row.faults])
    return [_verdict(task, row, there) for row in rows]


def _check(session: Session, task: Task, row: ReadRow, records: Records) -> None:
    """What logging it would refuse, said at the cell."""
    kind, number = row.values[RECORD]
    about, values = records.known[kind, number], activity_values(row.values)
    if name_of(kind, about) != row.values["subject"]:
        row.notes.append(f"对象：按{SUBJECTS[kind].label}“{name_of(kind, about)}”读取")
    try:
        check(values, task.on)
    except Refused as error:
        row.faults[LABELS[error.field or ""]] = error.sentence
        return
    if why := book_of(kind).lapses(session, about, values.happened_on, task.on):
        row.faults["日期"] = why
    other = row.values.get("owner", task.actor.id) != task.actor.id
    if other and kind == "company" and about.confidential and values.next_step:
        row.faults["登记人"] = SECRET_STEP


def _verdict(task: Task, row: ReadRow, there: set[Twin]) -> Judged:
    if row.faults:
        return wrong(row)
    twin = _twin(row.values)
    if judged := twin_in_file(task, row, ["\x1f".join(map(str, twin))]):
        return judged
    return Judged(Outcome.DUPLICATE, THERE) if twin in there else noted(row, Outcome.NEW)


def _twin(read: dict[str, Any]) -> Twin:
    """By what the same thing is recognised."""
    kind, number = read[RECORD]
    values = activity_values(read)
    return kind, number, values.happened_on, values.activity, _bare(values.summary)


def _bare(summary: str) -> str:
    return "".join(summary.split())


def _logged(session: Session, reads: Sequence[dict[str, Any]]) -> set[Twin]:
    """What was logged for the records of the rows on their days."""
    keys: set[Key] = {(read[RECORD][0], read[RECORD][1]) for read in reads}
    days = {activity_values(read).happened_on for read in reads}
    found: set[Twin] = set()
    for kind, numbers in by_kind(keys):
        wanted = select(
            Activity.subject_id, Activity.happened_on, Activity.activity, Activity.summary
        ).where(
            Activity.kind == kind,
            among(session, Activity.subject_id, numbers),
            Activity.happened_on.in_(days),
            Activity.withdrawn_at.is_(None),
        )
        rows = session.execute(wanted)
        found |= {(kind, number, day, how, _bare(said)) for number, day, how, said in rows}
    return found


def _prepare(_rows: Sequence[KeptRow]) -> None:
    """There is nothing that takes long."""


def _write(session: Session, task: Task, rows: Sequence[KeptRow]) -> list[Wrote]:
    there = _logged(session, [row.read for row in rows])
    for row in rows:
        if _twin(row.read) in there:
            raise _at(row, "检查之后已有人登记。请重新检查文件，再导入。")
    units = _units(session, {row.read["owner"] for row in rows if "owner" in row.read})
    deeds = []
    for row in rows:
        owner = row.read.get("owner", task.actor.id)
        unit = units.get(owner, task.actor.unit_id)
        kind, number = row.read[RECORD]
        deeds.append(Deed(kind, number, _values(row), owner, unit))
    try:
        logged = log_many(session, task.actor, deeds, task.on)
    except Unfit as error:
        raise _at(rows[error.place], error.sentence) from error
    return [Wrote(one.id, 1, one.effects) for one in logged]


def _values(row: KeptRow) -> ActivityValues:
    return activity_values(row.read)


def _at(row: KeptRow, sentence: str) -> Refused:
    return Refused(f"第 {row.number} 行“{row.title}”：{sentence}")


def _units(session: Session, people: set[int]) -> dict[int, int]:
    rows = session.execute(select(User.id, User.unit_id).where(User.id.in_(people)))
    return dict(rows.all())


def _stuck(session: Session, rows: Sequence[KeptRow]) -> dict[int, str]:
    numbers = [row.subject_id for row in rows if row.subject_id is not None]
    return together(_with_files(session, numbers), changed_since(session, Activity, rows))


def _with_files(session: Session, numbers: Iterable[int]) -> dict[int, str]:
    wanted = select(Attachment.subject_id).where(
        Attachment.kind == "activity", among(session, Attachment.subject_id, list(numbers))
    )
    return dict.fromkeys(session.scalars(wanted), "已有照片或附件")


def _undo(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    versions = {row.subject_id: row.subject_version for row in rows}
    effects = [(row.subject_id, row.before) for row in rows if row.before]
    take_back(session, task.actor, versions, effects, task.on)


TABLES = (Activity,)
HANDLING = Handling(None, _title, _judge, _prepare, _write, _stuck, _undo, TABLES)
