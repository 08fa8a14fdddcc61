"""What a change of many records would do, and those that can still be taken back."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.queries import people_of
from crm.accounts.rules import Viewer
from crm.chains.queries import taxonomy
from crm.core.errors import NotFound
from crm.core.lists import among
from crm.lists.models import BulkChange, BulkItem, Tagging
from crm.lists.queries.kinds import Changing, Kind, Pictures, get_changing
from crm.lists.queries.tags import filter_choices, tag_choices
from crm.lists.rules import UNDO_HOURS, Deed, undo_ends

SHOWN = 50


@dataclass(frozen=True)
class Plan:
    """`rows` would be changed, `same` are so already, `left_out` may not be (title, why).

    `missing` is how many of those chosen are not there for the viewer.
    """

    rows: list[Any]
    same: int = 0
    left_out: list[tuple[str, str]] = field(default_factory=list)
    missing: int = 0
    before: Pictures = field(default_factory=dict)


def choices_of(session: Session, viewer: Viewer, deed: Deed) -> list[tuple[int, str]]:
    """What can be chosen: people in scope, nodes, or tags."""
    match deed:
        case Deed.OWNER:
            return [
                (one.id, f"{one.name}（{one.unit_name}）") for one in people_of(session, viewer)
            ]
        case Deed.NODE:
            return taxonomy(session, viewer).choices
        case Deed.TAG_ON:
            return tag_choices(session, viewer)
    return filter_choices(session, viewer)


def plan_of(
    session: Session,
    viewer: Viewer,
    kind: Kind,
    deed: Deed,
    value: int | None,
    numbers: Sequence[int],
) -> Plan:
    """What would be done to which of the records; without a value, who may be changed at all."""
    changing = get_changing(kind.key)[1]
    rows = changing.load(session, viewer, numbers)
    left_out, able = [], []
    for row in rows:
        fault = changing.fault(session, viewer, row, deed)
        if fault:
            left_out.append((changing.title(row), fault))
        else:
            able.append(row)
    before = pictures(session, kind, changing, able, deed, value)
    wanted = [
        row
        for row in able
        if value is None or not is_so(changing, deed, before.get(row.id, {}), value)
    ]
    missing = len(set(numbers)) - len(rows)
    return Plan(wanted, len(able) - len(wanted), left_out, missing, before)


def is_so(changing: Changing, deed: Deed, picture: dict[str, Any], value: int) -> bool:
    """Whether a record is already as it is wanted."""
    if deed.is_tag:
        return picture.get("held", False) is (deed is Deed.TAG_ON)
    return changing.value_of(picture, deed) == value


def pictures(
    session: Session,
    kind: Kind,
    changing: Changing,
    rows: Sequence[Any],
    deed: Deed,
    value: int | None,
) -> Pictures:
    """What the deed touches of each record; of a tag whether it is carried."""
    if not deed.is_tag:
        return changing.pictures(session, rows, deed)
    held: set[int] = set()
    if value is not None and rows:
        carried = select(Tagging.subject_id).where(
            Tagging.kind == kind.subject,
            Tagging.tag_id == value,
            among(session, Tagging.subject_id, [row.id for row in rows]),
        )
        held = set(session.scalars(carried))
    return {row.id: {"held": row.id in held} for row in rows}


def get_change(
    session: Session, viewer: Viewer, change_id: int, *, lock: bool = False
) -> BulkChange:
    """A change of many records that the viewer made; NotFound for another's."""
    change = session.get(BulkChange, change_id, with_for_update=lock or None)
    if change is None or change.user_id != viewer.id:
        raise NotFound
    return change


def items_of(session: Session, change: BulkChange) -> list[BulkItem]:
    """The records of a change."""
    wanted = select(BulkItem).where(BulkItem.change_id == change.id).order_by(BulkItem.id)
    return list(session.scalars(wanted))


def changes_by(session: Session, viewer: Viewer) -> list[BulkChange]:
    """The viewer's latest changes of many records."""
    wanted = (
        select(BulkChange)
        .where(BulkChange.user_id == viewer.id)
        .order_by(BulkChange.created_at.desc(), BulkChange.id.desc())
        .limit(SHOWN)
    )
    return list(session.scalars(wanted))


def undo_fault(change: BulkChange, at: datetime) -> str:
    """Why a change can no longer be taken back; '' when it can."""
    if change.undone_at is not None:
        return "这次批量更改已经撤销过。"
    if at > undo_ends(change.created_at):
        return f"已超过 {UNDO_HOURS} 小时，不能整体撤销；请逐条修改。"
    return ""
