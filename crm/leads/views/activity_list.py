"""The list of what was done by everybody in scope, and the same as a workbook."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer, directory, owner_choices
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.core.addresses import address, asked_choice, asked_day, asked_number, asked_text, mine
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import render, requires, today, writes
from crm.leads.queries import activities
from crm.leads.queries.activities import ActivityFilter, ActivityLine, files_of
from crm.leads.queries.subjects import SUBJECTS
from crm.leads.rules import ActivityKind
from crm.leads.views.activities import blueprint
from crm.lib.sheets import Column, workbook
from crm.lists.queries.kinds import Kind, has_list
from crm.lists.views.desk import Desk, at_desk

PATH = "/activities"
WITHDRAWN = "yes"
NAMES = ("q", "owner", "unit", "activity", "day_from", "day_to", "withdrawn")
SHEET = (
    Column("日期", 12),
    Column("方式", 10),
    Column("对象类别", 10),
    Column("对象", 36),
    Column("内容", 80),
    Column("参加人员", 24),
    Column("地点", 18),
    Column("登记人", 10),
    Column("单位", 18),
    Column("撤销原因", 24),
)
has_list(Kind("activities", "activity", "跟进", "次", PATH, frozenset(NAMES)))


@blueprint.get("")
@requires(Permission.READ)
@at_desk("activities")
def index(at: Desk) -> Any:
    """The list, newest first."""
    viewer = current_viewer()
    asked = {**_asked(viewer), "view": at.view}
    wanted = _filter_of(asked)
    part = activities.page_of(db.session, viewer, wanted, request.args.get("cursor", ""))
    options = _options(db.session, viewer)
    return render(
        "activities/index.html",
        rows=activities.lines(db.session, viewer, part.rows),
        page=part,
        activity_files=files_of(db.session, part.rows),
        asked=asked,
        desk=at,
        options=options,
        kinds=ActivityKind.choices(),
        chips_in_force=_chips(asked, options),
        export_url=address(f"{PATH}/export.xlsx", asked, view=None),
        previous_url=part.previous and address(PATH, asked, cursor=part.previous),
        next_url=part.next and address(PATH, asked, cursor=part.next),
    )


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """The file; that it was taken is kept in the log with filter and number of rows."""
    viewer = current_viewer()
    asked = _asked(viewer)
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as reading:
        told = "；".join(text for text, _url in _chips(asked, _options(reading, viewer))) or "无"
        rows = [_cells(one) for one in activities.exported(reading, viewer, _filter_of(asked))]
    content = workbook("跟进", SHEET, rows)
    record_export(db.session, viewer, "activity", "跟进列表", told, len(rows))
    return download(content, f"跟进_{today():%Y%m%d}.xlsx", EXCEL)


def _cells(line: ActivityLine) -> tuple[Any, ...]:
    return (
        line.happened_on,
        line.activity,
        SUBJECTS[line.kind].label,
        line.subject,
        line.summary,
        line.people,
        line.place,
        line.who,
        line.unit,
        line.withdrawn_reason,
    )


def _asked(viewer: Viewer) -> dict[str, Any]:
    args = request.args
    owner = asked_number(mine(args, viewer.id), "owner")
    return {
        "q": asked_text(args),
        "owner": owner,
        "unit": asked_number(args, "unit"),
        "activity": asked_choice(args, "activity", ActivityKind),
        "day_from": asked_day(args, "day_from"),
        "day_to": asked_day(args, "day_to"),
        "withdrawn": WITHDRAWN if args.get("withdrawn") == WITHDRAWN else "",
    }


def _filter_of(asked: dict[str, Any]) -> ActivityFilter:
    return ActivityFilter(
        owner=asked["owner"],
        unit=asked["unit"],
        activity=asked["activity"],
        since=asked["day_from"],
        until=asked["day_to"],
        withdrawn=asked["withdrawn"] == WITHDRAWN,
        q=asked["q"],
    )


def _options(session: Session, viewer: Viewer) -> dict[str, list[tuple[int, str]]]:
    units = directory(session, viewer).active_units(viewer)
    return {
        "people": owner_choices(session, viewer),
        "units": [(unit.id, unit.name) for unit in units],
    }


def _chips(
    asked: dict[str, Any], options: dict[str, list[tuple[int, str]]]
) -> list[tuple[str, str]]:
    people, units = dict(options["people"]), dict(options["units"])
    words = {
        "q": asked["q"] and f"包含“{asked['q']}”",
        "owner": asked["owner"] and people.get(asked["owner"], "人员"),
        "unit": asked["unit"] and units.get(asked["unit"], "单位"),
        "activity": asked["activity"] and asked["activity"].label,
        "day_from": asked["day_from"] and f"{asked['day_from']} 起",
        "day_to": asked["day_to"] and f"{asked['day_to']} 止",
        "withdrawn": asked["withdrawn"] and "已撤销",
    }
    return [(word, address(PATH, asked, **{key: None})) for key, word in words.items() if word]
