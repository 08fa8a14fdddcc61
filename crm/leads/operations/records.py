"""Logging a lead and changing what is said of it."""

from collections.abc import Sequence
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.operations.clearances import clear
from crm.accounts.queries import heads_of
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.chains.queries import taxonomy
from crm.companies import queries as companies
from crm.companies.operations import checked_code
from crm.companies.operations.targets import became_lead
from crm.companies.queries.lookalikes import Typed
from crm.companies.queries.merges import current_id
from crm.companies.rules import name_keys, tidy_phone
from crm.core.errors import Refused
from crm.leads.models import Lead
from crm.leads.operations.todos import step_of, todos_follow
from crm.leads.queries.clashes import in_the_way
from crm.leads.queries.rows import title_for_all
from crm.leads.queries.terms import granted
from crm.leads.rules import LeadState, LeadValues, values_fault
from crm.lib.currencies import AmountUnit, Currency
from crm.notifications.operations import notify
from crm.plans.queries import latest_rate

EDITABLE = (LeadState.OPEN, LeadState.POOL)
PLAIN = (
    "intent", "node_id", "country", "channel", "contact_name", "contact_email", "next_step",
    "next_step_on",
    "source", "confidential", "amount_minor", "amount_unit",
)  # fmt: skip


def create_lead(
    session: Session, actor: Viewer, values: LeadValues, on: date, *, despite_clash: bool
) -> Lead:
    """A lead reported today by the actor, protected from today on.

    Without `despite_clash` it is refused when the company is already being followed up; with it
    both leads tell of the other, and whoever reported first is told.
    """
    _check(session, actor, values)
    others = in_the_way(session, actor, _typed(values), on)
    if others and not despite_clash:
        raise Refused(
            f"疑似撞单：{others[0][1].sentence}。核对后仍要登记，请勾选“已核对，不是同一项目”再保存。",
            "despite_clash",
        )
    lead = Lead(
        state=LeadState.OPEN,
        reported_on=on,
        protected_from=on,
        falls_on=granted(session, on).falls_on,
        owner_id=actor.id,
        unit_id=actor.unit_id,
    )
    _fill(session, actor, lead, values, on)
    session.add(lead)
    changes = changes_of(lead)
    session.flush()
    _list_cleared(session, actor, lead)
    note(session, actor, "created", lead, changes)
    if others:
        told = "；".join(clash.sentence for _number, clash in others)
        note(session, actor, "clashed", lead, {"核对": [None, told]})
        _tell_first(session, actor, [number for number, _clash in others])
    if not lead.confidential:
        became_lead(session, actor, lead.company_id, lead.node_id, on)
    return lead


def update_lead(
    session: Session, actor: Viewer, lead: Lead, values: LeadValues, version: int | None, on: date
) -> Lead:
    """Change a lead. Conflict when somebody has saved since `version` was shown."""
    lead.must_be(version)
    if lead.state not in EDITABLE:
        raise Refused(f"线索{lead.state.label}，内容不再修改。")
    _check(session, actor, values)
    was = step_of(lead)
    _fill(session, actor, lead, values, on)
    changes = changes_of(lead)
    session.flush()
    _list_cleared(session, actor, lead)
    if changes:
        todos_follow(session, actor, "lead", lead, was, on=on, done=False)
        note(session, actor, "updated", lead, changes)
    return lead


def reveal_phone(session: Session, actor: Viewer, lead: Lead) -> None:
    """Keep in the log that somebody outside the unit was shown the contact's number."""
    note(session, actor, "revealed", lead, {})


def _check(session: Session, actor: Viewer, values: LeadValues) -> None:
    if fault := values_fault(values):
        raise Refused(*fault)
    if values.node_id is not None and values.node_id not in taxonomy(session, actor).nodes:
        raise Refused("所选环节不存在，请重新选择。", "node_id")


def _fill(session: Session, actor: Viewer, lead: Lead, values: LeadValues, on: date) -> None:
    known = _company(session, actor, values)
    fen = in_fen(session, values.amount_minor, values.amount_unit, on)
    for name, value in columns_of(values, known, fen).items():
        setattr(lead, name, value)


def columns_of(
    values: LeadValues, known: tuple[str, int | None, str | None], fen: int | None
) -> dict[str, Any]:
    """What a row of the table holds of the values; `known` is what `_company` gives."""
    name, company_id, code = known
    keys = name_keys(name)
    return {
        "company_id": company_id,
        "company_name": name,
        "credit_code": code,
        "core_name": keys.core,
        "brand": keys.brand,
        "pinyin": keys.pinyin,
        "sound": keys.sound,
        **{field: getattr(values, field) for field in PLAIN},
        "code_name": values.code_name if values.confidential else "",
        "region_code": values.region_code if values.country == "CN" else None,
        "contact_phone": tidy_phone(values.contact_phone),
        "currency": values.amount_unit.currency,
        "amount_fen": fen,
    }


def values_of(lead: Lead) -> LeadValues:
    """What is said of a lead now, as its form would hand it over."""
    return LeadValues(
        company_name=lead.company_name,
        company_id=lead.company_id,
        credit_code=lead.credit_code,
        region_code=lead.region_code,
        contact_phone=lead.contact_phone,
        code_name=lead.code_name,
        **{name: getattr(lead, name) for name in PLAIN},
    )


def _company(
    session: Session, actor: Viewer, values: LeadValues
) -> tuple[str, int | None, str | None]:
    """Name, number and credit code; a typed name that is exactly a known one is linked."""
    company_id = values.company_id
    if company_id is None:
        company_id = companies.same_name(session, actor, values.company_name)
    if company_id is None:
        return values.company_name, None, checked_code(values.credit_code)
    company = companies.get_for(session, actor, current_id(session, company_id))
    if company.confidential and not values.confidential:
        raise Refused("该企业涉密，线索须同时登记为涉密。", "confidential")
    return company.name, company.id, company.credit_code or checked_code(values.credit_code)


def in_fen(session: Session, minor: int | None, unit: AmountUnit, on: date) -> int | None:
    """The amount in fen at the rate of the month; None without an amount or a rate."""
    if minor is None or unit.currency is Currency.CNY:
        return minor
    rate = latest_rate(session, unit.currency, on)
    if rate is None:
        return None
    yuan = Decimal(minor).scaleb(-unit.currency.digits) * rate
    return int((yuan * 100).to_integral_value(ROUND_HALF_UP))


def _typed(values: LeadValues) -> Typed:
    return Typed(
        values.company_name, values.credit_code or "", values.contact_phone,
        person=values.contact_name,
    )  # fmt: skip


def _tell_first(session: Session, actor: Viewer, numbers: Sequence[int]) -> None:
    """Tell those who reported first, and their heads, who has logged the same company after all.

    Nothing is told of the new lead itself: it may lie outside of their scope.
    """
    whom = f"{actor.unit_name} {actor.name}"
    for number in numbers:
        first = session.get_one(Lead, number)
        if first.owner_id == actor.id:
            continue
        note(session, actor, "clashed", first, {"登记": [None, whom]})
        heads = heads_of(session, first.unit_id)
        text = (
            f"{whom}登记了与线索“{title_for_all(first)}”疑似相同的企业，并注明不是同一项目；"
            "如有异议，请与对方会商。"
        )
        notify(session, {first.owner_id, *heads} - {actor.id}, text, f"/leads/{number}")


def _list_cleared(session: Session, actor: Viewer, lead: Lead) -> None:
    """Who makes a lead confidential stands on its list at once, and so does its owner."""
    if lead.confidential:
        clear(session, "lead", lead.id, (actor.id, lead.owner_id))


def note(
    session: Session, actor: Viewer | None, action: str, lead: Lead, changes: dict[str, Any]
) -> None:
    """Keep in the log what was done to a lead; of a confidential one by its code name."""
    record(
        session,
        actor,
        action,
        kind="lead",
        subject_id=lead.id,
        title=title_for_all(lead),
        changes=changes,
        confidential=lead.confidential,
    )
