"""Many leads at once, as an import brings them in: the rules of `records`, in few statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import record
from crm.chains.queries import taxonomy
from crm.companies import queries as companies
from crm.companies.models import Company
from crm.companies.operations import checked_code
from crm.core.bulk import add_rows, drop_rows, take_keys
from crm.core.errors import Refused
from crm.core.finding import index
from crm.core.journal import Telling
from crm.core.lists import among
from crm.leads.models import Lead
from crm.leads.operations.records import columns_of, in_fen
from crm.leads.queries.access import KIND
from crm.leads.queries.rows import NO_NAME
from crm.leads.queries.terms import granted
from crm.leads.rules import LeadState, LeadValues, values_fault
from crm.lib.currencies import AmountUnit, Currency


@dataclass(frozen=True)
class NewLead:
    """A lead to be made, and whose it becomes."""

    values: LeadValues
    owner_id: int
    unit_id: int


def create_leads(
    session: Session,
    actor: Viewer,
    wanted: Sequence[NewLead],
    on: date,
    *,
    index_now: bool = True,
) -> list[int]:
    """Leads reported today, each as `create_lead` makes it; gives their numbers in order.

    Refused at the first that a rule refuses; clashes are the caller's to look for, and so is the
    search index without `index_now`.
    """
    if not wanted:
        return []
    nodes = taxonomy(session).nodes
    known = _companies(session, actor, {one.values.company_name for one in wanted})
    fen, falls_on = _Rates(session, on), granted(session, on).falls_on
    rows = []
    for one in wanted:
        values = one.values
        if fault := values_fault(values):
            raise Refused(*fault)
        if values.node_id is not None and values.node_id not in nodes:
            raise Refused("所选环节不存在，请重新选择。", "node_id")
        columns = columns_of(values, _linked(values, known), fen.of(values))
        rows.append({**columns, **_fresh(one, on, falls_on)})
    numbers = take_keys(session, Lead, len(rows))
    for number, row in zip(numbers, rows, strict=True):
        row["id"] = number
    add_rows(session, Lead, rows)
    telling = Telling(session, Lead)
    for row in rows:
        _note(session, actor, row, telling)
    if index_now:
        index(session, KIND, numbers, fresh=numbers)
    return numbers


def delete_leads(session: Session, actor: Viewer, versions: dict[int, int]) -> None:
    """Take leads away that an import made and nobody has touched since: number → version.

    Refused when one has been changed meanwhile; what hangs on them is the caller's to look for.
    """
    numbers = list(versions)
    wanted = select(Lead.id, Lead.version, Lead.company_name, Lead.code_name, Lead.confidential)
    rows = session.execute(wanted.where(among(session, Lead.id, numbers)).with_for_update()).all()
    if {row.id: row.version for row in rows} != versions:
        raise Refused("有的线索刚刚被修改，请刷新后再试。")
    listed = Clearance.subject_id
    session.execute(
        delete(Clearance).where(Clearance.kind == KIND, among(session, listed, numbers))
    )
    drop_rows(session, Lead.id, numbers)
    for row in rows:
        title = (row.code_name or NO_NAME) if row.confidential else row.company_name
        record(session, actor, "deleted", kind=KIND, subject_id=row.id, title=title,
               confidential=row.confidential)  # fmt: skip
    index(session, KIND, numbers)


class _Rates:
    """Amounts in fen; one query per amount in foreign money, and none for what came before."""

    def __init__(self, session: Session, on: date) -> None:
        self.session, self.on = session, on
        self.kept: dict[tuple[int, AmountUnit], int | None] = {}

    def of(self, values: LeadValues) -> int | None:
        minor, unit = values.amount_minor, values.amount_unit
        if minor is None or unit.currency is Currency.CNY:
            return minor
        key = (minor, unit)
        if key not in self.kept:
            self.kept[key] = in_fen(self.session, minor, unit, self.on)
        return self.kept[key]


def _companies(session: Session, actor: Viewer, names: set[str]) -> dict[str, Any]:
    wanted = (
        companies.visible_to(actor)
        .where(Company.name.in_(names))
        .with_only_columns(Company.id, Company.name, Company.credit_code, Company.confidential)
    )
    return {row.name: row for row in session.execute(wanted)}


def _linked(values: LeadValues, known: dict[str, Any]) -> tuple[str, int | None, str | None]:
    """Name, number and credit code; a name that is exactly a known one is linked."""
    company = known.get(values.company_name)
    code = checked_code(values.credit_code)
    if company is None:
        return values.company_name, None, code
    if company.confidential and not values.confidential:
        raise Refused("该企业涉密，线索须同时登记为涉密。", "confidential")
    return company.name, company.id, company.credit_code or code


def _fresh(one: NewLead, on: date, falls_on: date) -> dict[str, Any]:
    return {
        "state": LeadState.OPEN,
        "reported_on": on,
        "protected_from": on,
        "falls_on": falls_on,
        "owner_id": one.owner_id,
        "unit_id": one.unit_id,
        "version": 1,
    }


def _note(session: Session, actor: Viewer, row: dict[str, Any], telling: Telling) -> None:
    secret = row["confidential"]
    if secret:
        clear(session, KIND, row["id"], (actor.id, row["owner_id"]))
    record(
        session,
        actor,
        "created",
        kind=KIND,
        subject_id=row["id"],
        title=(row["code_name"] or NO_NAME) if secret else row["company_name"],
        changes=telling.of(row, {"company_id": row["company_name"]}),
        confidential=secret,
    )
