"""Companies from a file: new ones, and those that are there already by code or name."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.companies.models import Company
from crm.companies.operations import update_company
from crm.companies.operations.bulk import NewCompany, create_companies, delete_companies
from crm.companies.operations.nodes import set_nodes
from crm.companies.queries import get_for, known_to, may_edit
from crm.companies.queries.records import names_of, nodes_of
from crm.companies.rules import CompanyValues, NameKind, core_key, name_keys
from crm.core.errors import CrmError, Forbidden, Refused
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
from crm.exchange.rules.runs import Outcome
from crm.exchange.rules.values import brought_back, company_values, kept
from crm.search.rules import Kind

NOT_YOURS = "这家企业由其他单位维护，不能修改。"
LONGEST_NAME = 200
INDUSTRY = "行业代码填 GB/T 4754 的 2 至 4 位数字，如 3985。"


def _title(row: ReadRow) -> str:
    return str(row.values.get("name", ""))


def _judge(session: Session, task: Task, rows: Sequence[ReadRow]) -> list[Judged]:
    there = companies_named(session, task.actor, rows, "name")
    alike = _alike(session, task, rows)
    return [_verdict(session, task, row, there, alike) for row in rows]


def _verdict(
    session: Session, task: Task, row: ReadRow, there: dict[str, Any], alike: dict[str, str]
) -> Judged:
    industry = row.values.get("industry_code", "").lstrip(
        "ABCDEFGHIJKLMNOPQRSTabcdefghijklmnopqrst"
    )
    if any(len(name) > LONGEST_NAME for name in company_values(row.values).former_names):
        row.faults["曾用名"] = f"每个名称最多 {LONGEST_NAME} 个字。"
    if "industry_code" in row.values and not (industry.isdecimal() and 2 <= len(industry) <= 4):
        row.faults["行业代码"] = INDUSTRY
    if row.faults:
        return wrong(row)
    name, code = row.values["name"], row.values.get("credit_code")
    if twin := twin_in_file(task, row, [name, *([code] if code else [])]):
        return twin
    same, by_code = there.get(name), there.get(code) if code else None
    if same is not None and by_code is not None and same.id != by_code.id:
        row.faults["统一社会信用代码"] = "名称和信用代码是系统中两家不同的企业，请核对。"
        return wrong(row)
    one = by_code or same
    if one is None:
        if other := alike.get(core_key(name)):
            row.notes.append(f"与已有的“{other}”名称相近，请核对是否同一家")
        return noted(row, Outcome.NEW)
    if not one.known:
        return Judged(Outcome.DUPLICATE, f"已登记给一家涉密企业，请询问{one.unit}")
    return _known(session, task, row, one.id)


def _known(session: Session, task: Task, row: ReadRow, number: int) -> Judged:
    company = get_for(session, task.actor, number)
    base, nodes = _standing(session, company)
    node = row.values.get("node_id")
    changed = company_values(row.values, base) != base or (node is not None and node not in nodes)
    seen = (company.id, company.version)
    if not changed:
        return noted(row, Outcome.SAME, seen)
    if not may_edit(task.actor, company):
        return Judged(
            Outcome.DUPLICATE, f"已有“{company.name}”，由{company.unit.name}维护，您不能修改"
        )
    return noted(row, Outcome.CHANGED, seen)


def _standing(session: Session, company: Company) -> tuple[CompanyValues, list[int]]:
    """What is said of a company now, and its nodes, the main one first."""
    names = names_of(session, company.id)
    values = CompanyValues(
        former_names=tuple(name for kind, name in names if kind is NameKind.FORMER),
        **{
            field: getattr(company, field)
            for field in CompanyValues.__dataclass_fields__
            if field != "former_names"
        },
    )
    return values, [line.id for line in nodes_of(session, company.id)]


def _alike(session: Session, task: Task, rows: Sequence[ReadRow]) -> dict[str, str]:
    """Known companies with the same core of the name, by core."""
    cores = {core_key(row.values["name"]) for row in rows if "name" in row.values} - {""}
    wanted = select(Company.core_name, Company.name).where(
        Company.core_name.in_(cores), known_to(task.actor)
    )
    return dict(session.execute(wanted).all())


def _prepare(rows: Sequence[KeptRow]) -> None:
    for row in rows:
        name_keys(row.read["name"])  # kept by the function itself


def _write(session: Session, task: Task, rows: Sequence[KeptRow]) -> list[Wrote]:
    fresh = [row for row in rows if row.outcome is Outcome.NEW]
    wanted = [NewCompany(company_values(row.read), row.read.get("node_id")) for row in fresh]
    made = create_companies(session, task.actor, wanted, index_now=task.index_now)
    numbers = dict(zip((row.id for row in fresh), made, strict=True))
    return [
        Wrote(numbers[row.id], 1) if row.id in numbers else _update(session, task, row)
        for row in rows
    ]


def _update(session: Session, task: Task, row: KeptRow) -> Wrote:
    node = row.read.get("node_id")
    try:
        company = _to_edit(session, task, row.seen_id or 0)
        base, nodes = _standing(session, company)
        values = company_values(row.read, base)
        update_company(session, task.actor, company, values, row.seen_version)
        if node is not None and node not in nodes:
            set_nodes(session, task.actor, company, [node, *nodes], node)
    except CrmError as error:
        raise Refused(f"第 {row.number} 行“{row.title}”：{error.sentence}") from error
    return Wrote(company.id, company.version, {"values": kept(base), "nodes": nodes})


def _to_edit(session: Session, task: Task, number: int) -> Company:
    company = get_for(session, task.actor, number, lock=True)
    if not may_edit(task.actor, company):
        raise Forbidden(NOT_YOURS)
    return company


def _stuck(session: Session, rows: Sequence[KeptRow]) -> dict[int, str]:
    used = in_use(session, Kind.COMPANY, made_by(rows))
    return together(used, changed_since(session, Company, rows))


def _undo(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    delete_companies(session, task.actor, made_by(rows))
    for row in rows:
        if row.before is None:
            continue
        company = _to_edit(session, task, row.subject_id or 0)
        values = brought_back(CompanyValues, row.before["values"])
        update_company(session, task.actor, company, values, row.subject_version)
        nodes = row.before["nodes"]
        set_nodes(session, task.actor, company, nodes, next(iter(nodes), None))


TABLES = (Company,)
HANDLING = Handling(Kind.COMPANY, _title, _judge, _prepare, _write, _stuck, _undo, TABLES)
