"""What happened to a project, newest first, in words: from the log and from its activities."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from crm.audit.queries import Line
from crm.audit.queries import timeline as entries_of
from crm.audit.rules import OF_LOGGED, deed, icon, taken_apart
from crm.lib.periods import business_date
from crm.lib.text import truncate
from crm.projects.models import Project
from crm.projects.queries.access import KIND

LATEST = 30
DECISIONS = {
    "reported": ("填报", ""),
    "verified": ("认定", "good"),
    "returned": ("退回", "warn"),
    "revoked": ("撤销", "bad"),
}
TONES = {"paused": "warn", "dropped": "bad", "resumed": "good"}
REMARKS = ("原因", "例外理由", "说明", "备注")
LONGEST = 120


@dataclass(frozen=True)
class Entry:
    """An entry as the timeline macro shows it."""

    at: str
    text: str
    who: str
    icon: str = ""
    tone: str = ""
    note: str = ""
    struck: bool = False
    details: list[tuple[str, str | None, str | None]] = field(default_factory=list)


def timeline(session: Session, project: Project, activities: Iterable[Any]) -> list[Entry]:
    """The latest entries, with all values: for those who know the project by name.

    Activities stand as they were logged, on the day on which they took place.
    """
    lines = entries_of(session, KIND, project.id, LATEST)
    entries = [_entry(line) for line in lines if line.action != "followed"]
    entries += [_activity(one) for one in activities]
    return sorted(entries, key=lambda one: one.at, reverse=True)[:LATEST]


def _activity(one: Any) -> Entry:
    text = truncate(f"{one.activity.label}：{one.summary}", LONGEST)
    struck = one.withdrawn_at is not None
    note = f"已撤销：{one.withdrawn_reason}" if struck else ""
    return Entry(
        one.happened_on.isoformat(), text, one.who, icon("followed"), note=note, struck=struck
    )


def _entry(line: Line) -> Entry:
    at, new = business_date(line.at).isoformat(), _new(line)
    if line.action in DECISIONS:
        word, tone = DECISIONS[line.action]
        text = f"{word}{new.get('节点', '节点')}（{new.get('日期', '')}）"
        remark = "；".join(f"{name}：{new[name]}" for name in REMARKS if new.get(name))
        return Entry(at, text, line.actor, icon(line.action), tone, remark)
    if line.action in OF_LOGGED:
        text, why, changes = taken_apart(line)
        moved = [(label, old, to) for label, (old, to) in changes.items()]
        return Entry(at, text, line.actor, icon(line.action), note=why, details=moved)
    tone = TONES.get(line.action, "")
    if line.action in TONES:
        why = "；".join(text for name in ("原因", "原因说明") if (text := new.get(name)))
        return Entry(at, deed(line), line.actor, icon(line.action), tone, why)
    details = [(label, old, to) for label, (old, to) in line.changes.items()]
    return Entry(
        at,
        deed(line),
        line.actor,
        icon(line.action),
        details=[] if line.action == "created" else details,
    )


def _new(line: Line) -> dict[str, str]:
    return {label: new or "" for label, (_old, new) in line.changes.items()}
