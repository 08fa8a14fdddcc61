"""The list of projects, its export, and the board."""

from typing import Any

from flask import request
from sqlalchemy.orm import Session

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.core.addresses import address, mine
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import render, requires, today, writes
from crm.lib.regions import RegionGroup
from crm.lib.sheets import Column, workbook
from crm.lists.queries.tags import TagRef, tags_of
from crm.lists.views.desk import Desk, at_desk
from crm.plans.queries import definition_for
from crm.plans.rules import Channel, ProjectKind, Stage
from crm.projects.queries.access import KIND
from crm.projects.queries.board import board as board_of
from crm.projects.queries.filters import ProjectFilter, list_address
from crm.projects.queries.listing import (
    DEFAULT_SORT,
    SORTS,
    ProjectPage,
    ProjectRow,
    check_sort,
    every,
    project_page,
)
from crm.projects.queries.names import names
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import Definition
from crm.projects.views.blueprint import blueprint
from crm.projects.views.chips import chips, given, words

MOST_EXPORTED = 20_000
YI = 10**10
LEAST = [(n * YI, f"{n} 亿元以上") for n in (1, 5, 10, 50)]
STATUSES = [(one.value, one.label) for one in (MilestoneState.VERIFIED, MilestoneState.REPORTED)]
SHEET = (
    Column("编号", 8),
    Column("项目", 36),
    Column("投资方", 32),
    Column("阶段", 8),
    Column("状态", 8),
    Column("待认定", 10),
    Column("产业链", 16),
    Column("环节", 16),
    Column("总投资（亿元）", 16),
    Column("单位", 20),
    Column("负责人", 10),
    Column("最近进展", 12),
    Column("下一步", 40),
    Column("下一步日期", 12),
)


@blueprint.get("")
@requires(Permission.READ)
@at_desk("projects")
def index(at: Desk) -> Any:
    """The list with its filters."""
    viewer = current_viewer()
    by = ProjectFilter.read(mine(request.args, viewer.id))
    sort = check_sort(request.args.get("sort") or DEFAULT_SORT)
    cursor = request.args.get("cursor", "")
    found = project_page(db.session, viewer, by, definition_of(db.session, by), sort, cursor)
    named = names(db.session, viewer, by.owner, by.node)
    asked = {**words(by), "sort": sort if sort != DEFAULT_SORT else "", "view": at.view}
    return render(
        "projects/index.html",
        page=found,
        tags=_tags(viewer, found),
        by=by,
        asked=asked,
        desk=at,
        bulk_ways=at.ways(viewer),
        sort=sort,
        sort_urls=_sort_urls(by, sort),
        chips_in_force=[(word, at.within(url)) for word, url in chips(by, named)],
        names=named,
        choices=_choices(),
        export_url=address("/projects/export.xlsx", asked),
        previous_url=found.previous and address("/projects", asked, cursor=found.previous),
        next_url=found.next and address("/projects", asked, cursor=found.next),
    )


@blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """Exactly what the filters leave, as the viewer may see it; the log keeps the export."""
    viewer = current_viewer()
    by = ProjectFilter.read(mine(request.args, viewer.id))
    # Read and written into the file before the request's writing transaction begins.
    with db.reading() as reading:
        definition = definition_of(reading, by)
        rows = [cells(row) for row in every(reading, viewer, by, definition, MOST_EXPORTED)]
        told = (
            "；".join(text for text, _url in chips(by, names(reading, viewer, by.owner, by.node)))
            or "无"
        )
    content = workbook("项目", SHEET, rows)
    record_export(db.session, viewer, "project", "项目列表", told, len(rows))
    return download(content, f"项目{today():%Y%m%d}.xlsx", EXCEL)


@blueprint.get("/board")
@requires(Permission.READ)
def board() -> Any:
    """The pipeline by stage."""
    viewer = current_viewer()
    by = ProjectFilter.read(mine(request.args, viewer.id))
    by = by.without("stage", "state", "milestone", "start", "end", "status", "counted")
    columns = board_of(db.session, viewer, by)
    named = names(db.session, viewer, by.owner, by.node)
    return render(
        "projects/board.html",
        columns=columns,
        by=by,
        asked=words(by),
        names=named,
        choices=_choices(),
        total=sum(column.count for column in columns),
        amount=sum(column.investment_fen for column in columns),
        unknown=sum(column.unknown for column in columns),
        chips_in_force=chips(by, named, "/projects/board"),
        more={
            column.stage: list_address(
                **{**given(by), "stage": column.stage, "state": ProjectState.ACTIVE}
            )
            for column in columns
        },
    )


def _tags(viewer: Viewer, found: ProjectPage) -> dict[int, tuple[TagRef, ...]]:
    known = [row.id for row in found.rows if row.face.known]
    return tags_of(db.session, viewer, KIND, known)


def definition_of(session: Session, by: ProjectFilter) -> Definition | None:
    """The definition of counting that a filter refers to: the one of its last day."""
    if not by.counted:
        return None
    return definition_for(session, min(by.end or today(), today()))


def _sort_urls(by: ProjectFilter, sort: str) -> dict[str, str]:
    """Where the heads of the columns lead: largest first, then turned around."""
    return {
        name: list_address(**given(by), sort=name if sort == f"-{name}" else f"-{name}")
        for name in SORTS
    }


def _choices() -> dict[str, list[tuple[Any, str]]]:
    return {
        "stages": Stage.choices(),
        "states": ProjectState.choices(),
        "kinds": ProjectKind.choices(),
        "channels": Channel.choices(),
        "groups": RegionGroup.choices(),
        "statuses": STATUSES,
        "least": LEAST,
    }


def cells(row: ProjectRow) -> tuple[Any, ...]:
    """A row of the workbook."""
    return (
        row.id,
        row.face.title,
        row.face.company,
        row.stage,
        row.state,
        "、".join(row.pending),
        row.chain,
        row.node,
        row.face.yi,
        row.unit,
        row.owner,
        row.last_moved_on,
        row.next_step,
        row.next_step_on,
    )
