"""Correcting what was logged, withdrawing it, and taking that back."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.attachments.models import Attachment
from crm.attachments.operations import Received, attach, remove
from crm.attachments.queries import get_of
from crm.audit.operations import changes_of, record
from crm.core.db import now
from crm.core.errors import Conflict, Refused
from crm.core.journal import Changes
from crm.leads.models import Activity
from crm.leads.operations.activities import COLUMNS, Moved, check
from crm.leads.operations.subjects import door_of
from crm.leads.queries.activities import get_activity, get_to_correct, get_to_reinstate, words_of
from crm.leads.queries.subjects import SUBJECTS, page_of_done
from crm.leads.rules import ActivityValues
from crm.notifications.operations import notify

TAKEN_OFF = "更正跟进时移除"
GONE = "这次跟进已经撤销，不能更正。需要时请单位负责人先恢复。"


def correct_activity(
    session: Session,
    actor: Viewer,
    number: int,
    values: ActivityValues,
    version: int | None,
    on: date,
    files: Sequence[Received] = (),
    removed: Sequence[int] = (),
) -> Changes:
    """Say anew what was done; files are added to those that are there, and some are taken off.

    Gives what has changed, of the record too. What was to come next belongs to the record and
    stays as it is. Conflict when somebody has saved since `version` was shown.
    """
    activity, about = _held(session, actor, number)
    activity.must_be(version)
    if activity.withdrawn_at is not None:
        raise Refused(GONE)
    check(values, on)
    was = activity.happened_on
    told = words_of(activity)
    for name in COLUMNS:
        setattr(activity, name, getattr(values, name))
    changes = changes_of(activity)
    session.flush()
    changes |= _settle(session, actor, about, Moved(activity, was, values.happened_on, on))
    gone = [get_of(session, "activity", activity.id, one) for one in removed]
    if files or gone:
        changes["照片和附件"] = [_names(gone), _names(files)]
    if changes:
        told_all: Changes = {"跟进": [None, told]} | changes
        title, confidential = _note(session, actor, "corrected", activity, told_all, files)
        for one in gone:
            remove(session, actor, one, TAKEN_OFF, title=title, confidential=confidential)
    return changes


def withdraw_activity(
    session: Session, actor: Viewer, number: int, reason: str, version: int | None, on: date
) -> Changes:
    """Take back what should not have been logged: it stays in the history and counts no more."""
    activity, about = _held(session, actor, number)
    activity.must_be(version)
    if activity.withdrawn_at is not None:
        raise Refused("这次跟进已经撤销。")
    if not reason.strip():
        raise Refused("请写明撤销的原因。", "reason")
    activity.withdrawn_at, activity.withdrawn_by_id = now(), actor.id
    activity.withdrawn_reason = reason.strip()
    session.flush()
    changes = _settle(session, actor, about, Moved(activity, activity.happened_on, None, on))
    told: Changes = {"跟进": [None, words_of(activity)], "原因": [None, reason.strip()]}
    _note(session, actor, "withdrawn", activity, told | changes)
    return changes


def reinstate_activity(session: Session, actor: Viewer, number: int, on: date) -> Changes:
    """Let something count again that was withdrawn; by a manager of the unit."""
    get_to_reinstate(session, actor, number)
    activity, about = _held(session, actor, number)
    if activity.withdrawn_at is None:
        raise Refused("这次跟进没有撤销，不需要恢复。")
    activity.withdrawn_at, activity.withdrawn_by_id, activity.withdrawn_reason = None, None, ""
    session.flush()
    changes = _settle(session, actor, about, Moved(activity, None, activity.happened_on, on))
    told: Changes = {"跟进": [None, words_of(activity)]}
    _note(session, actor, "reinstated", activity, told | changes)
    return changes


def _held(session: Session, actor: Viewer, number: int) -> tuple[Activity, Any]:
    """The activity and its record, neither of which anybody else can change meanwhile.

    The record first, as everybody takes it; it may have become another one's by then.
    """
    lock = bool(session.info.get("writes"))  # an expired form reads only
    found = get_activity(session, actor, number)
    about = door_of(found.kind).known(session, actor, found.subject_id, lock=lock)
    activity = get_to_correct(session, actor, number, lock=lock)
    if activity.subject_id != about.id:
        raise Conflict
    return activity, about


def _settle(session: Session, actor: Viewer, about: Any, moved: Moved) -> Changes:
    if moved.was == moved.now:
        return {}
    return door_of(moved.activity.kind).settle(session, actor, about, moved)


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    activity: Activity,
    changes: Changes,
    files: Sequence[Received] = (),
) -> tuple[str, bool]:
    """Keep it in the record's log; whoever had logged it hears of it from others.

    Gives what the record is called there, and whether it is confidential.
    """
    kind, number = activity.kind, activity.subject_id
    title, confidential = SUBJECTS[kind].told(session, actor, number)
    record(
        session,
        actor,
        action,
        kind=kind,
        subject_id=number,
        title=title,
        changes=changes,
        confidential=confidential,
    )
    for file in files:
        attach(
            session, actor, "activity", activity.id, file, title=title, confidential=confidential
        )
    if actor.id != activity.owner_id:
        done = {"corrected": "更正", "withdrawn": "撤销", "reinstated": "恢复"}[action]
        text = f"{actor.name}{done}了您为“{title}”登记的 {activity.happened_on} 的跟进"
        notify(session, (activity.owner_id,), text, page_of_done(kind, number))
    return title, confidential


def _names(files: Sequence[Received] | Sequence[Attachment]) -> str | None:
    return "、".join(file.name for file in files) or None
