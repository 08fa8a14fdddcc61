"""The audit log for auditors, and a record's own timeline for everybody who sees the record."""

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, current_app, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.audit.models import AuditEntry
from crm.audit.operations import record_export
from crm.audit.queries import Line, Wanted, all_lines, found, people, timeline, veiled
from crm.audit.rules import (
    ACTIONS,
    KINDS,
    OF_LOGGED,
    action_label,
    deed,
    icon,
    kind_label,
    sentence,
    taken_apart,
)
from crm.core.addresses import address, asked_day, asked_number, asked_text
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.frame import instant
from crm.core.lists import Order, page
from crm.core.web import render, requires, slots, writes
from crm.lib.sheets import Column, workbook

blueprint = Blueprint("audit", __name__, url_prefix="/audit")

MOST_EXPORTED = 100_000
LATEST = 30
SHEET = (
    Column("编号", 10),
    Column("时间", 18),
    Column("人员", 12),
    Column("地址", 16),
    Column("操作", 12),
    Column("对象", 12),
    Column("名称", 40),
    Column("内容", 80),
)


@dataclass(frozen=True)
class Item:
    """An entry as the timeline macro shows it."""

    at: str
    text: str
    who: str
    icon: str
    note: str = ""
    details: list[tuple[str, str | None, str | None]] = field(default_factory=list)


@blueprint.get("")
@requires(Permission.AUDIT)
def index() -> Any:
    """The log, newest first."""
    asked = _asked()
    wanted = found(_wanted(asked))
    order = Order(AuditEntry.id, int)
    part = page(db.session, wanted, order, AuditEntry.id, request.args.get("cursor", ""))
    return render(
        "audit/index.html",
        page=part,
        lines=[(line, _told(line)) for line in veiled(db.session, part.rows)],
        total=part.total,
        asked=asked,
        chips_in_force=_chips(asked),
        people=people(db.session),
        actions=sorted(ACTIONS.items(), key=lambda one: one[1]),
        kinds=sorted(KINDS.items(), key=lambda one: one[1]),
        export_url=address(url_for("audit.export"), asked),
        previous_url=part.previous and address(request.path, asked, cursor=part.previous),
        next_url=part.next and address(request.path, asked, cursor=part.next),
    )


def _asked() -> dict[str, Any]:
    args = request.args
    return {
        "q": asked_text(args),
        "day_from": asked_day(args, "day_from"),
        "day_to": asked_day(args, "day_to"),
        "actor": asked_number(args, "actor"),
        "action": args.get("action") if args.get("action") in ACTIONS else "",
        "kind": args.get("kind") if args.get("kind") in KINDS else "",
    }


def _wanted(asked: dict[str, Any]) -> Wanted:
    last = asked["day_to"]
    return Wanted(
        since=_midnight(asked["day_from"]),
        before=_midnight(last + timedelta(days=1)) if last and last < date.max else None,
        actor_id=asked["actor"],
        action=asked["action"],
        kind=asked["kind"],
        text=asked["q"],
    )


def _midnight(day: date | None) -> datetime | None:
    zone = ZoneInfo(current_app.config["TIMEZONE"])
    return datetime.combine(day, time(), zone) if day else None


def _chips(asked: dict[str, Any]) -> list[tuple[str, str]]:
    words = {
        "q": asked["q"] and f"名称含“{asked['q']}”",
        "day_from": asked["day_from"] and f"{asked['day_from']} 起",
        "day_to": asked["day_to"] and f"{asked['day_to']} 止",
        "actor": asked["actor"] and dict(people(db.session)).get(asked["actor"], "人员"),
        "action": ACTIONS.get(asked["action"]),
        "kind": KINDS.get(asked["kind"]),
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]


def _told(line: Line) -> str:
    return sentence(line, hide_values=line.confidential)


@blueprint.get("/export.xlsx")
@requires(Permission.AUDIT)
@writes
def export() -> Any:
    """Exactly what the filters leave, as a workbook; the export itself is kept in the log."""
    asked = _asked()
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as reading:
        rows = [_row(line) for line in all_lines(reading, _wanted(asked), MOST_EXPORTED)]
    content = workbook("审计日志", SHEET, rows)
    filters = "；".join(text for text, _ in _chips(asked)) or "无"
    record_export(db.session, current_viewer(), "audit", "审计日志", filters, len(rows))
    return download(content, "审计日志.xlsx", EXCEL)


def _row(line: Line) -> tuple[Any, ...]:
    return (
        line.id,
        line.at,
        line.actor,
        line.address,
        action_label(line.action),
        kind_label(line.kind),
        line.title,
        _told(line),
    )


@slots.fill("timeline")
def show_timeline(kind: str, subject_id: int) -> str:
    """A record's own entries, for a page whose reader may see the record with all its values."""
    rows = timeline(db.session, kind, subject_id, LATEST + 1)
    return render(
        "audit/_timeline.html",
        entries=[item(line) for line in rows[:LATEST]],
        more=len(rows) > LATEST,
        latest=LATEST,
    )


def item(line: Line) -> Item:
    """An entry for the timeline macro."""
    if line.action in OF_LOGGED:
        text, why, changes = taken_apart(line)
        return Item(
            at=instant(line.at),
            text=text,
            who=line.actor,
            icon=icon(line.action),
            details=[(label, old, new) for label, (old, new) in changes.items()],
            note=why,
        )
    details = [(label, old, new) for label, (old, new) in line.changes.items()]
    one = line.action != "updated" and len(details) == 1
    return Item(
        at=instant(line.at),
        text=f"{deed(line)}：{details[0][2] or '空'}" if one else deed(line),
        who=line.actor,
        icon=icon(line.action),
        details=[] if one or line.action == "created" else details,
    )
