"""The supervision list (督查清单): on screen, on paper, as a workbook; and a plan's own tasks."""

from itertools import groupby
from typing import Any

from flask import request

from crm.accounts.queries import current_viewer, directory
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import record_export
from crm.core.addresses import address, asked_choice, asked_number, asked_text
from crm.core.db import db
from crm.core.downloads import EXCEL, download
from crm.core.web import render, requires, slots, today, writes
from crm.lib.periods import zh_date
from crm.lib.sheets import Column, workbook
from crm.plans.models import Plan
from crm.plans.queries import (
    TaskFilter,
    TaskRow,
    TaskTotals,
    task_options,
    tasks_in,
    tasks_of_plan,
)
from crm.plans.queries.tasks import ALL, OWN, REFERENCE
from crm.plans.rules import TaskFace, month_words, place_of
from crm.plans.views.room import tasks_blueprint

HOME = "/tasks"
WHOSE = [(REFERENCE, "参照规划"), (ALL, "全部规划")]
SHEET = (
    Column("规划", 30),
    Column("序号", 8),
    Column("分类", 24),
    Column("任务", 24),
    Column("内容", 60),
    Column("牵头部门", 24),
    Column("配合部门", 24),
    Column("完成时限", 12),
    Column("状态", 10),
    Column("逾期", 8),
    Column("本月未报", 10),
    Column("最近填报月份", 14),
    Column("进展情况", 60),
    Column("出处", 30),
)


@tasks_blueprint.get("")
@requires(Permission.READ)
def index() -> Any:
    """The tasks of this zone's own plans, or what is asked for; with ?print=1 as a paper."""
    asked, on = _asked(), today()
    rows, totals = tasks_in(db.session, _filter(asked), on)
    if request.args.get("print") == "1":
        return _paper(asked, rows)
    plans, departments = task_options(db.session)
    return render(
        "tasks/index.html",
        rows=rows,
        totals=totals,
        figures=_figures(asked, totals),
        asked=asked,
        options={"plan": plans, "department": [(name, name) for name in departments]},
        whose=WHOSE,
        faces=TaskFace.choices(),
        chips_in_force=_chips(asked, dict(plans)),
        views=_views(asked),
        month_words=month_words,
        print_url=address(HOME, asked, print=1),
        export_url=address(f"{HOME}/export.xlsx", asked),
    )


def _asked() -> dict[str, Any]:
    whose = request.args.get("whose", "")
    return {
        "q": asked_text(request.args),
        "whose": whose if whose in (REFERENCE, ALL) else "",
        "plan": asked_text(request.args, "plan"),
        "department": asked_text(request.args, "department"),
        "unit": asked_number(request.args, "unit"),
        "state": asked_choice(request.args, "state", TaskFace),
        "overdue": "1" if request.args.get("overdue") == "1" else "",
        "missing": "1" if request.args.get("missing") == "1" else "",
    }


def _filter(asked: dict[str, Any]) -> TaskFilter:
    return TaskFilter(
        whose=asked["whose"] or OWN,
        plan=asked["plan"],
        department=asked["department"],
        unit_id=asked["unit"],
        q=asked["q"],
        face=asked["state"],
        overdue=bool(asked["overdue"]),
        missing=bool(asked["missing"]),
    )


def _figures(asked: dict[str, Any], totals: TaskTotals) -> list[tuple[str, int, str, str, str]]:
    """Label, figure, address of the list that it counts, what is meant, tone."""

    def to(**changes: Any) -> str:
        cleared = {"state": None, "overdue": None, "missing": None}
        return address(HOME, asked, **{**cleared, **changes})

    meant = {
        TaskFace.NORMAL: ("最近一次报正常", ""),
        TaskFace.BEHIND: ("报滞后或已逾期", "bad"),
        TaskFace.DONE: ("最近一次报完成", "good"),
        TaskFace.SILENT: ("从未填报过进展", "warn"),
    }
    found = [
        (face.label, totals.faces[face], to(state=face.value), note, tone)
        for face, (note, tone) in meant.items()
    ]
    return [
        *found,
        ("逾期", totals.overdue, to(overdue=1), "过了时限未完成", "bad"),
        ("本月未报", totals.missing, to(missing=1), "未完成，本月没有填报", "warn"),
    ]


def _words(asked: dict[str, Any], plans: dict[str, str]) -> dict[str, str]:
    """The filters in force, in words."""
    words = {
        "q": asked["q"] and f"包含“{asked['q']}”",
        "whose": dict(WHOSE).get(asked["whose"], ""),
        "plan": asked["plan"] and plans.get(asked["plan"], "未知规划"),
        "department": asked["department"],
        "unit": asked["unit"] and directory(db.session, current_viewer()).unit(asked["unit"]),
        "state": asked["state"] and asked["state"].label,
        "overdue": asked["overdue"] and "逾期未完成",
        "missing": asked["missing"] and "本月未报",
    }
    return {key: word for key, word in words.items() if word}


def _chips(asked: dict[str, Any], plans: dict[str, str]) -> list[tuple[str, str]]:
    words = _words(asked, plans)
    return [(word, address(HOME, asked, **{key: None})) for key, word in words.items()]


def _views(asked: dict[str, Any]) -> list[tuple[str, str, bool]]:
    own = current_viewer().unit_id
    return [
        ("全部任务", HOME, asked["unit"] != own),
        ("本单位任务", address(HOME, {"unit": own, "whose": ALL}), asked["unit"] == own),
    ]


def _paper(asked: dict[str, Any], rows: list[TaskRow]) -> Any:
    """The list as an office hands it round: by plan and group, A4 landscape."""
    groups = [
        (plan, group, list(found))
        for (plan, group), found in groupby(
            rows, key=lambda row: (row.plan.title, row.task.group_name)
        )
    ]
    named = {row.plan.code: row.plan.title for row in rows}
    words = _words({**asked, "plan": ""}, named)
    return render(
        "tasks/print.html",
        groups=groups,
        plan=next(iter(named.values())) if len(named) == 1 else "",
        on=zh_date(today()),
        terms="，".join(words.values()),
        count=len(rows),
        month_words=month_words,
        back=address(HOME, asked),
    )


@tasks_blueprint.get("/export.xlsx")
@requires(Permission.READ)
@writes
def export() -> Any:
    """The list as a workbook; that it was taken is kept in the log with filter and row count."""
    asked, on = _asked(), today()
    with db.reading() as reading:
        rows, _totals = tasks_in(reading, _filter(asked), on)
    content = workbook("督查清单", SHEET, [_cells(row) for row in rows])
    named = {row.plan.code: row.plan.title for row in rows}
    _keep(current_viewer(), "；".join(_words(asked, named).values()) or "无", len(rows))
    return download(content, f"督查清单_{on:%Y%m%d}.xlsx", EXCEL)


def _cells(row: TaskRow) -> tuple[Any, ...]:
    task, last = row.task, row.last
    return (
        row.plan.title,
        task.number,
        task.group_name,
        task.title,
        task.content,
        "、".join(row.leads),
        "、".join(row.helpers),
        task.due_on,
        row.stand.face,
        "逾期" if row.stand.overdue else "",
        "未报" if row.stand.missing else "",
        month_words(last.month) if last else "",
        last.text if last else "",
        place_of(task.chapter, task.section, task.table_name),
    )


def _keep(viewer: Viewer, words: str, count: int) -> None:
    record_export(db.session, viewer, "task", "督查清单", words, count)


@slots.fill("plan.sections")
def show_tasks(plan: Plan) -> str:
    """The plan's tasks and how they stand, on its page."""
    rows, totals = tasks_of_plan(db.session, plan, today())
    if not rows:
        return ""
    return render(
        "tasks/_of_plan.html", plan=plan, rows=rows, totals=totals, month_words=month_words
    )
