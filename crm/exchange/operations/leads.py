"""Leads from a file: new ones, those that are there already, and clashes."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, contains_eager

from crm.accounts.models import User
from crm.companies import queries as companies
from crm.companies.models import Company
from crm.companies.rules import Likeness, core_key, name_keys
from crm.core.errors import Conflict, CrmError, Refused
from crm.exchange.models import ImportRow
from crm.exchange.operations.handling import (
    Handling,
    Judged,
    Task,
    Wrote,
    noted,
    twin_in_file,
    wrong,
)
from crm.exchange.operations.stuck import changed_since, in_use, made_by, together
from crm.exchange.queries.runs import KeptRow
from crm.exchange.rules.reading import ReadRow
from crm.exchange.rules.runs import Outcome
from crm.exchange.rules.values import brought_back, kept, lead_values, phone_apart
from crm.leads.models import Lead
from crm.leads.operations import update_lead
from crm.leads.operations.bulk import NewLead, create_leads, delete_leads
from crm.leads.operations.records import EDITABLE, values_of
from crm.leads.queries import get_to_edit
from crm.leads.queries.access import may_edit
from crm.leads.queries.clashes import clash_of, compared
from crm.leads.rules import LeadState, LeadValues, values_fault
from crm.search.rules import Kind

LABELS = {"company_name": "企业名称", "code_name": "代号", "next_step": "下一步"}
LONGEST_NAME = 40
SECRET = "该企业涉密，线索须同时登记为涉密。"  # noqa: S105  a sentence


def _title(row: ReadRow) -> str:
    return str(row.values.get("company_name", ""))


def _judge(session: Session, task: Task, rows: Sequence[ReadRow]) -> list[Judged]:
    found = _there(session, task, rows)
    secret = _confidential(session, task, rows)
    return [_verdict(session, task, row, found, secret) for row in rows]


def _verdict(
    session: Session, task: Task, row: ReadRow, found: dict[str, list[Any]], secret: set[str]
) -> Judged:
    if done := phone_apart(row.values):
        row.notes.append(f"联系人：{done}")
    values = lead_values(row.values)
    if len(values.contact_name) > LONGEST_NAME:
        row.faults["联系人"] = f"最多 {LONGEST_NAME} 个字。"
    if not row.faults and (fault := values_fault(values)):
        row.faults[LABELS[fault[1]]] = fault[0]
    if not row.faults and values.company_name in secret and not values.confidential:
        row.faults["涉密"] = SECRET
    if row.faults:
        return wrong(row)
    keys = _keys(row)
    despite = row.values.get("despite", False)
    if not despite and (twin := twin_in_file(task, row, keys)):
        return twin
    there = list({one.id: one for key in keys for one in found.get(key, ())}.values())
    for one in there:
        if (own := _own(session, task, values, one)) is not None:
            changed = lead_values(row.values, values_of(own)) != values_of(own)
            seen = (own.id, own.version)
            return noted(row, Outcome.CHANGED if changed else Outcome.SAME, seen)
    for one in there:
        clash = clash_of(one, _likeness(values, one), task.on)
        if clash.stops and not despite:
            return Judged(Outcome.DUPLICATE, f"疑似撞单：{clash.sentence}")
    return noted(row, Outcome.NEW)


def _keys(row: ReadRow) -> list[str]:
    core = core_key(row.values["company_name"])
    code = row.values.get("credit_code")
    return [*([f"code:{code}"] if code else []), *([f"core:{core}"] if core else [])]


def _there(session: Session, task: Task, rows: Sequence[ReadRow]) -> dict[str, list[Any]]:
    """The leads that may be about the same companies, by the keys of `_keys`."""
    keys = [key for row in rows if "company_name" in row.values for key in _keys(row)]
    cores = {key[5:] for key in keys if key.startswith("core:")}
    codes = {key[5:] for key in keys if key.startswith("code:")}
    found: dict[str, list[Any]] = {}
    wanted = compared(task.actor).where(or_(Lead.core_name.in_(cores), Lead.credit_code.in_(codes)))
    for one in session.execute(wanted):
        found.setdefault(f"core:{one.core_name}", []).append(one)
        if one.credit_code:
            found.setdefault(f"code:{one.credit_code}", []).append(one)
    return found


def _confidential(session: Session, task: Task, rows: Sequence[ReadRow]) -> set[str]:
    """Names of confidential companies that the actor knows."""
    names = {row.values["company_name"] for row in rows if "company_name" in row.values}
    wanted = (
        companies.visible_to(task.actor)
        .where(Company.name.in_(names), Company.confidential)
        .with_only_columns(Company.name)
    )
    return set(session.scalars(wanted))


def _likeness(values: LeadValues, one: Any) -> Likeness:
    same = values.credit_code and values.credit_code == one.credit_code
    return Likeness.CREDIT_CODE if same else Likeness.NAME


def _own(session: Session, task: Task, values: LeadValues, one: Any) -> Lead | None:
    """The lead itself, when it is the same company's and the actor may change it."""
    same = one.company_name == values.company_name or (
        values.credit_code and values.credit_code == one.credit_code
    )
    if not (same and one.known and one.in_scope and one.state in EDITABLE):
        return None
    lead = session.scalars(
        select(Lead).join(Lead.unit).where(Lead.id == one.id).options(contains_eager(Lead.unit))
    ).one()
    return lead if may_edit(task.actor, lead) else None


def _prepare(rows: Sequence[KeptRow]) -> None:
    for row in rows:
        name_keys(row.read["company_name"])  # kept by the function itself


def _write(session: Session, task: Task, rows: Sequence[KeptRow]) -> list[Wrote]:
    fresh = [row for row in rows if row.outcome is Outcome.NEW]
    _refuse_newcomers(session, task, fresh)
    units = _units(session, {row.read["owner"] for row in fresh if "owner" in row.read})
    wanted = []
    for row in fresh:
        owner = row.read.get("owner", task.actor.id)
        unit = units.get(owner, task.actor.unit_id)
        wanted.append(NewLead(lead_values(row.read), owner, unit))
    numbers = dict(
        zip(
            (row.id for row in fresh),
            create_leads(session, task.actor, wanted, task.on, index_now=task.index_now),
            strict=True,
        )
    )
    return [
        Wrote(numbers[row.id], 1) if row.id in numbers else _update(session, task, row)
        for row in rows
    ]


def _update(session: Session, task: Task, row: KeptRow) -> Wrote:
    try:
        lead = get_to_edit(session, task.actor, row.seen_id or 0, lock=True)
        before = values_of(lead)
        values = lead_values(row.read, before)
        update_lead(session, task.actor, lead, values, row.seen_version, task.on)
    except (Conflict, CrmError) as error:
        raise Refused(f"第 {row.number} 行“{row.title}”：{error.sentence}") from error
    return Wrote(lead.id, lead.version, kept(before))


def _refuse_newcomers(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    """Whoever was logged by others since the file was checked."""
    by_core = {
        name_keys(row.read["company_name"]).core: row for row in rows if not row.read.get("despite")
    }
    ours = select(ImportRow.id).where(
        ImportRow.run_id == task.run_id, ImportRow.subject_id == Lead.id
    )
    wanted = select(Lead.core_name).where(
        Lead.core_name.in_(by_core),
        Lead.created_at >= task.since,
        Lead.state == LeadState.OPEN,
        ~ours.exists(),
    )
    core = session.scalars(wanted).first()
    if core is not None:
        row = by_core[core]
        raise Refused(
            f"检查之后，第 {row.number} 行“{row.title}”已有人登记。请重新检查文件，再导入。"
        )


def _units(session: Session, people: set[int]) -> dict[int, int]:
    rows = session.execute(select(User.id, User.unit_id).where(User.id.in_(people)))
    return dict(rows.all())


def _stuck(session: Session, rows: Sequence[KeptRow]) -> dict[int, str]:
    used = in_use(session, Kind.LEAD, made_by(rows))
    return together(used, changed_since(session, Lead, rows))


def _undo(session: Session, task: Task, rows: Sequence[KeptRow]) -> None:
    made = {row.subject_id: row.subject_version for row in rows if row.before is None}
    delete_leads(session, task.actor, made)
    for row in rows:
        if row.before is not None:
            lead = get_to_edit(session, task.actor, row.subject_id, lock=True)
            values = brought_back(LeadValues, row.before)
            update_lead(session, task.actor, lead, values, row.subject_version, task.on)


TABLES = (Lead,)
HANDLING = Handling(Kind.LEAD, _title, _judge, _prepare, _write, _stuck, _undo, TABLES)
