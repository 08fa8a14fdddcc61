"""Changing many records at once by the rules of a single one, and taking it back."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import insert
from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import lists_with, withdraw_all
from crm.accounts.queries import get_user
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record
from crm.core.errors import Conflict, Forbidden, Refused
from crm.lists.models import BulkChange, BulkItem
from crm.lists.operations.tags import Tagged, retag
from crm.lists.queries.bulk import (
    Plan,
    choices_of,
    items_of,
    pictures,
    plan_of,
    undo_fault,
)
from crm.lists.queries.kinds import Before, Changing, Kind, get_changing
from crm.lists.rules import MOST_CHANGED, Deed
from crm.notifications.operations import notify

CHANGED_SINCE = "这几项此后又被改动"
# Stands in a picture when the change has put the new owner on the list of a confidential record.
ADMITTED = "admitted"


def check_deed(actor: Viewer, deed: Deed) -> None:
    """Forbidden for what the role does not do."""
    if deed is Deed.OWNER and not actor.may(Permission.MANAGE):
        raise Forbidden("负责人由单位负责人更改，您可以改环节或标签。")


def check_count(numbers: Sequence[int]) -> None:
    """Refused for nothing, and for more than one transaction should hold."""
    if not numbers:
        raise Refused("还没有选择记录，请在列表中勾选。")
    if len(numbers) > MOST_CHANGED:
        raise Refused(f"一次最多更改 {MOST_CHANGED} 条，请先缩小筛选范围。")


def change_all(
    session: Session,
    actor: Viewer,
    kind: Kind,
    deed: Deed,
    value: int,
    numbers: Sequence[int],
    expected: int,
) -> BulkChange:
    """Do it to all that may be changed, or, when one of them is refused, to none.

    Conflict when it is no longer the number of records that the person has agreed to.
    """
    check_deed(actor, deed)
    check_count(numbers)
    words = dict(choices_of(session, actor, deed)).get(value)
    if words is None:
        raise Refused("请从列表中选择一项。", "value")
    plan = plan_of(session, actor, kind, deed, value, numbers)
    if len(plan.rows) != expected:
        raise Conflict("您确认之后，其中有记录被别人改动，下面是现在的情况；请核对后再确认。")
    if not plan.rows:
        raise Refused("所选记录都不需要或不能更改。")
    secret = [row.id for row in plan.rows if row.confidential] if deed is Deed.OWNER else []
    listed = lists_with(session, kind.subject, secret, value)
    _do(session, actor, kind, deed, value, plan.rows)
    admitted = lists_with(session, kind.subject, secret, value) - listed
    change = _kept(session, actor, kind, deed, value, words, plan, admitted)
    if deed is Deed.OWNER:
        _tell(session, actor, kind, value, plan)
    return change


def undo_all(
    session: Session, actor: Viewer, change: BulkChange, at: datetime
) -> tuple[int, list[tuple[str, str]]]:
    """Take a change back; gives how many records, and those left as they are (title, why)."""
    fault = undo_fault(change, at)
    if fault:
        raise Refused(fault)
    kind, changing = get_changing(change.kind)
    items = {item.subject_id: item for item in items_of(session, change)}
    rows = changing.load(session, actor, list(items))
    now = pictures(session, kind, changing, rows, change.deed, change.value)
    left: list[tuple[str, str]] = []
    able: list[Before] = []
    for row in rows:
        item = items[row.id]
        why = changing.fault(session, actor, row, change.deed)
        if not why and now.get(row.id) != item.after:
            why = CHANGED_SINCE
        if why:
            left.append((changing.title(row), why))
        else:
            able.append((row, item.before))
    if not able:
        raise Refused("没有可以撤销的记录：它们此后都又被改动，或已不在您的范围内。")
    if len(rows) < len(items):
        left.append((f"{len(items) - len(rows)} 条记录", "已不在您的数据范围内"))
    _restore(session, actor, kind, change, able)
    change.undone_at = at
    session.flush()
    if change.deed is Deed.OWNER and change.value != actor.id:
        words = f"{actor.name}撤回了交给您的 {len(able)} {kind.measure}{kind.label}"
        notify(session, (change.value,), words, kind.path)
    return len(able), left


def _do(
    session: Session, actor: Viewer, kind: Kind, deed: Deed, value: int, rows: Sequence[Any]
) -> None:
    changing = get_changing(kind.key)[1]
    if not deed.is_tag:
        changing.change(session, actor, rows, deed, value)
        return
    given, taken = ((value,), ()) if deed is Deed.TAG_ON else ((), (value,))
    retag(session, actor, kind.subject, _tagged(changing, rows), given, taken)


def _restore(
    session: Session, actor: Viewer, kind: Kind, change: BulkChange, able: Sequence[Before]
) -> None:
    changing = get_changing(kind.key)[1]
    if change.deed.is_tag:
        tag = (change.value,)
        held = _tagged(changing, [row for row, before in able if before["held"]])
        bare = _tagged(changing, [row for row, before in able if not before["held"]])
        retag(session, actor, kind.subject, held, given=tag)
        retag(session, actor, kind.subject, bare, taken=tag)
        return
    changing.restore(session, actor, able, change.deed)
    _dismiss(session, actor, kind, change, [row for row, before in able if before.get(ADMITTED)])


def _dismiss(
    session: Session, actor: Viewer, kind: Kind, change: BulkChange, rows: Sequence[Any]
) -> None:
    """Take who had been given confidential records off the lists that he was put on with them."""
    if not rows:
        return
    withdraw_all(session, kind.subject, [row.id for row in rows], change.value)
    title, name = get_changing(kind.key)[1].title, get_user(session, change.value).name
    for row in rows:
        record(
            session, actor, "updated", kind=kind.subject, subject_id=row.id, title=title(row),
            changes={"知悉名单": [None, f"移出 {name}"]}, confidential=True,
        )  # fmt: skip


def _tagged(changing: Changing, rows: Sequence[Any]) -> list[Tagged]:
    return [Tagged(row.id, changing.title(row), row.confidential) for row in rows]


def _kept(
    session: Session,
    actor: Viewer,
    kind: Kind,
    deed: Deed,
    value: int,
    words: str,
    plan: Plan,
    admitted: set[int],
) -> BulkChange:
    change = BulkChange(
        user_id=actor.id,
        kind=kind.key,
        deed=deed,
        value=value,
        words=words[:200],
        count=len(plan.rows),
    )
    session.add(change)
    session.flush()
    after = pictures(session, kind, get_changing(kind.key)[1], plan.rows, deed, value)
    before = {
        row.id: {**plan.before[row.id], **({ADMITTED: True} if row.id in admitted else {})}
        for row in plan.rows
    }
    items = [
        {"change_id": change.id, "subject_id": row.id, "before": before[row.id],
         "after": after[row.id]}
        for row in plan.rows
    ]  # fmt: skip
    session.execute(insert(BulkItem), items)
    return change


def _tell(session: Session, actor: Viewer, kind: Kind, user_id: int, plan: Plan) -> None:
    """One message to each person concerned, not one for every record."""
    words = f"{len(plan.rows)} {kind.measure}{kind.label}"
    if user_id != actor.id:
        notify(session, (user_id,), f"{actor.name}把 {words}交给您负责", kind.path)
    lost: dict[int, int] = {}
    for row in plan.rows:
        owner = plan.before[row.id].get("owner_id")
        if owner is not None and owner not in (actor.id, user_id):
            lost[owner] = lost.get(owner, 0) + 1
    for owner, count in lost.items():
        text = f"{actor.name}把您负责的 {count} {kind.measure}{kind.label}转给了别人"
        notify(session, (owner,), text, kind.path)
