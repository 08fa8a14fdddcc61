"""Projects from a file: new ones with their investors, and those that are there already."""

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from crm.companies.models import Company
from crm.companies.operations.bulk import delete_companies
from crm.companies.rules import name_keys
from crm.core.errors import CrmError, Refused
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
from crm.exchange.operations.known import companies_named
from crm.exchange.operations.stuck import changed_since, in_use, made_by, together
from crm.exchange.queries.runs import KeptRow
from crm.exchange.rules.reading import ReadRow
from crm.exchange.rules.runs import BESIDES, Outcome
from crm.exchange.rules.values import brought_back, kept, project_values
from crm.projects.models import (
    Milestone,
    Project,
    ProjectNode,
)
from crm.projects.operations import update_project
from crm.projects.operations.amounts import in_fen
from crm.projects.operations.bulk import NewProject, Unfit, create_projects, delete_projects
from crm.projects.queries.access import get_for as get_project
from crm.projects.queries.access import (
    get_to_edit,
    is_known,
    may_edit,
    visible_to,
)
from crm.projects.rules import ProjectState
from crm.projects.rules.shares import share_fault
from crm.projects.rules.values import ProjectValues
from crm.search.rules import Kind

TWIN = "这家企业已有同名项目，不能重复登记，也不在您可修改的范围内"
# What `ProjectValues` has under another name than the table, or not at all.
APART = {"company_name", "credit_code", "other_nodes", "amount_minor"}


def _title(row: ReadRow) -> str:
    return str(row.values.get("name", ""))


def _judge(session: Session, task: Task, rows: Sequence[ReadRow]) -> list[Judged]:
    investors = companies_named(session, task.actor, rows, "company_name")
    there = _there(session, rows)
    return [_verdict(session, task, row, investors, there) for row in rows]


def _verdict(
    session: Session,
    task: Task,
    row: ReadRow,
    investors: dict[str, Any],
    there: dict[tuple[str, str], int],
) -> Judged:
    if not row.faults:
        _check(session, task, row, investors)
    if row.faults:
        return wrong(row)
    key = (row.values["company_name"], row.values["name"])
    if twin := twin_in_file(task, row, ["\x1f".join(key)]):
        return twin
    if key not in there:
        return noted(row, Outcome.NEW)
    number = there[key]
    if session.scalar(visible_to(task.actor).with_only_columns(Project.id).where(
        Project.id == number
    )) is None:  # fmt: skip
        return Judged(Outcome.DUPLICATE, TWIN)
    project = get_project(session, task.actor, number)
    if not is_known(session, task.actor, project) or not may_edit(task.actor, project):
        return Judged(Outcome.DUPLICATE, TWIN)
    base = _standing(session, project)
    changed = project_values(row.values, base) != base
    seen = (project.id, project.version)
    return noted(row, Outcome.CHANGED if changed else Outcome.SAME, seen)


def _check(session: Session, task: Task, row: ReadRow, investors: dict[str, Any]) -> None:
    """What the operations would refuse, said at the cell."""
    values, faults = project_values(row.values), row.faults
    if values.confidential and not values.code_name:
        faults["代号"] = "涉密项目需要一个代号，名单以外的人只看到代号。"
    if values.next_step_on and not values.next_step:
        faults["下一步"] = "填写了日期，请同时填写下一步做什么。"
    if values.other_nodes and (fault := share_fault(values.node_id, values.other_nodes)):
        faults["其他环节"] = fault.sentence
    started = row.values.get("started_on")
    if started and date.fromisoformat(started) > task.on:
        faults["开始洽谈日期"] = "还没有到，请填实际开始的日期。"
    investor = investors.get(values.company_name)
    if investor is None and values.credit_code:
        other = investors.get(values.credit_code)
        if other is not None:
            named = f"“{other.name}”" if other.known else "一家涉密企业"
            faults["投资方统一社会信用代码"] = f"已登记给{named}，请核对投资方名称。"
    elif investor is not None and not investor.known:
        faults["投资方"] = f"这个名称已登记给一家涉密企业，请询问{investor.unit}。"
    elif investor is not None and investor.confidential and not values.confidential:
        faults["涉密"] = "投资方是涉密企业，项目也应登记为涉密并填写代号。"
    try:
        in_fen(session, values.amount_minor, values.amount_unit.currency, task.on)
    except Refused as error:
        faults["总投资"] = error.sentence


def _there(session: Session, rows: Sequence[ReadRow]) -> dict[tuple[str, str], int]:
    """Projects that go on, by investor's name and their own."""
    companies = {row.values.get("company_name", "") for row in rows}
    names = {row.values.get("name", "") for row in rows}
    wanted = (
        select(Company.name.label("company"), Project.name, Project.id)
        .join(Company, Company.id == Project.company_id)
        .where(
            Company.name.in_(companies),
            Project.name.in_(names),
            Project.state != ProjectState.DROPPED,
        )
    )
    return {(row.company, row.name): row.id for row in session.execute(wanted)}


def _standing(session: Session, project: Project) -> ProjectValues:
    """What is said of a project now, as its form would hand it over."""
    shares = select(ProjectNode.node_id, ProjectNode.share).where(
        ProjectNode.project_id == project.id, ProjectNode.node_id != project.node_id
    )
    others = session.execute(shares.order_by(ProjectNode.id)).all()
    return ProjectValues(
        company_name=project.company.name,
        credit_code=project.company.credit_code or "",
        other_nodes=tuple((node, share) for node, share in others),
        amount_minor=project.investment_minor,
        **{
            name: getattr(project, name)
            for name in ProjectValues.__dataclass_fields__
            if name not in APART
        },
    )


def _prepare(rows: Sequence[KeptRow]) -> None:
    for row in rows:
        name_keys(row.read["company_name"])  # kept by the function itself


def _write(session: Session, task: Task, rows: Sequence[KeptRow]) -> list[Wrote]:
    fresh = [row for row in rows if row.outcome is Outcome.NEW]
    wanted = [NewProject(project_values(row.read), _started(row)) for row in fresh]
    names = {row.read["company_name"] for row in fresh}
    there = _numbers(session, names).keys()
    try:
        made = create_projects(session, task.actor, wanted, task.on, index_now=task.index_now)
    except Unfit as error:
        raise _at(fresh[error.place], error) from error
    investors = _numbers(session, names - there)
    numbers = dict(zip((row.id for row in fresh), made, strict=True))
    return [
        Wrote(numbers[row.id], 1, besides=investors.pop(row.read["company_name"], None))
        if row.id in numbers
        else _update(session, task, row)
        for row in rows
    ]


def _numbers(session: Session, names: Collection[str]) -> dict[str, int]:
    wanted = select(Company.name, Company.id).where(Company.name.in_(names))
    return dict(session.execute(wanted).all())


def _started(row: KeptRow) -> date | None:
    started = row.read.get("started_on")
    return date.fromisoformat(started) if started else None


def _at(row: KeptRow, error: CrmError) -> Refused:
    return Refused(f"第 {row.number} 行“{row.title}”：{error.sentence}")


def _update(session: Session, task: Task, row: KeptRow) -> Wrote:
    try:
        project = get_to_edit(session, task.actor, row.seen_id or 0, lock=True)
        base = _standing(session, project)
        values = project_values(row.read, base)
        update_project(session, task.actor, project, values, row.seen_version, today=task.on)
    except CrmError as error:
        raise _at(row, error) from error
    return Wrote(project.id, project.version, kept(base))


def _stuck(session: Session, rows: Sequence[KeptRow]) -> dict[int, str]:
    made = made_by(rows)
    moved = (
        select(Milestone.project_id)
        .where(among(session, Milestone.project_id, made))
        .group_by(Milestone.project_id)
        .having(or_(func.count() > 1, func.max(Milestone.version) > 1))
    )
    further = dict.fromkeys(session.scalars(moved), "已填报节点")
    used = in_use(session, Kind.PROJECT, made)
    return together(used, further, changed_since(session, Project, rows))


def _undo(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    made = {row.subject_id: row.subject_version for row in rows if row.before is None}
    delete_projects(session, task.actor, made)
    _delete_investors(session, task, [row for row in rows if row.before is None])
    for row in rows:
        if row.before is not None:
            project = get_to_edit(session, task.actor, row.subject_id or 0, lock=True)
            values = brought_back(ProjectValues, row.before)
            update_project(session, task.actor, project, values, row.subject_version, today=task.on)


def _delete_investors(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    """Investors that came in with their projects go with the last of them, unless somebody has
    changed them or something hangs on them meanwhile: then they stay."""
    made = [row.read[BESIDES] for row in rows if BESIDES in row.read]
    untouched = select(Company.id).where(among(session, Company.id, made), Company.version == 1)
    numbers = list(session.scalars(untouched))
    kept = in_use(session, Kind.COMPANY, numbers)
    delete_companies(session, task.actor, [number for number in numbers if number not in kept])


TABLES = (Project, Milestone, Company)
HANDLING = Handling(Kind.PROJECT, _title, _judge, _prepare, _write, _stuck, _undo, TABLES)
