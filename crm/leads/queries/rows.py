"""What a person sees of a lead: all of it, or of a confidential one what is not secret.

Pages, exports and suggestions get these; nothing else hands a lead's secrets on.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from crm.chains.queries import Labels
from crm.companies.rules import mask_email, mask_phone
from crm.leads.models import Lead
from crm.leads.rules import LeadState, Protection
from crm.lib.currencies import AmountUnit, Currency
from crm.lib.money import amount_band, format_amount, format_number
from crm.lib.periods import business_date
from crm.lib.regions import HOME, country_label, region_label
from crm.plans.rules import Channel

NO_NAME = "涉密线索"


class LeadRow(NamedTuple):
    """A row of a list; for those who do not know the lead its secrets are empty."""

    id: int
    known: bool
    confidential: bool
    title: str
    intent: str
    state: LeadState
    amount: str
    wan: Decimal | None
    node: str
    channel: Channel | None
    owner: str
    unit: str
    next_step: str
    next_step_on: date | None
    step_is_due: bool
    falls_on: date | None
    days_left: int | None
    reported_on: date | None
    followed_on: date | None
    updated_on: date


def row_of(row: Any, on: date, words: Labels) -> LeadRow:
    """A row of `queries.lists.columns` as its reader sees it on a day."""
    known = bool(row.known)
    is_open = row.state is LeadState.OPEN
    return LeadRow(
        id=row.id,
        known=known,
        confidential=row.confidential,
        title=title_of(row, known),
        intent=row.intent if known else "",
        state=row.state,
        amount=amount_in_wan(row, known),
        wan=_wan(row.amount_fen) if known else None,
        node=words.node(row.node_id),
        channel=row.channel if known else None,
        owner=words.person(row.owner_id) if known else "",
        unit=words.unit(row.unit_id),
        next_step=row.next_step if known else "",
        next_step_on=row.next_step_on if known else None,
        step_is_due=bool(known and is_open and row.next_step_on and row.next_step_on < on),
        falls_on=row.falls_on if known and is_open else None,
        days_left=(row.falls_on - on).days if known and is_open else None,
        reported_on=row.reported_on if known else None,
        followed_on=row.last_followed_on if known else None,
        updated_on=business_date(row.updated_at),
    )


def title_of(lead: Any, known: bool) -> str:
    """The name of a lead, or of a row of it: for those who do not know it the code name."""
    return lead.company_name if known else lead.code_name or NO_NAME


def _wan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / AmountUnit.WAN.minor


def amount_in_wan(lead: Any, known: bool) -> str:
    """The amount in 万元 without its unit; a band for those who do not know it."""
    if not known:
        return "" if lead.amount_fen is None else amount_band(lead.amount_fen)
    if lead.amount_minor is None:
        return ""
    if lead.amount_fen is None:  # no exchange rate yet
        return format_amount(lead.amount_minor, lead.amount_unit)
    if lead.amount_unit.currency is Currency.CNY:
        return format_number(lead.amount_fen, AmountUnit.WAN)
    whole = AmountUnit.WAN.minor
    return f"约 {format_number((lead.amount_fen + whole // 2) // whole * whole, AmountUnit.WAN)}"


def amount_in_words(lead: Lead, known: bool) -> str:
    """The amount as it was entered, with its unit; a band for those who do not know it."""
    if not known:
        return "" if lead.amount_fen is None else amount_band(lead.amount_fen)
    if lead.amount_minor is None:
        return ""
    return format_amount(lead.amount_minor, lead.amount_unit)


@dataclass(frozen=True)
class LeadFace:
    """A lead's own page."""

    id: int
    known: bool
    confidential: bool
    title: str
    code_name: str
    company_id: int | None
    credit_code: str
    intent: str
    amount: str
    node: str
    chain: str
    origin: str
    channel: str
    contact_name: str
    contact_phone: str
    contact_email: str
    number_masked: bool
    source: str
    state: LeadState
    drop_reason: str
    owner: str
    unit: str
    reported_on: date | None
    followed_on: date | None
    next_step: str
    next_step_on: date | None
    protection: Protection | None


def face_of(lead: Lead, known: bool, protection: Protection, *, own_unit: bool) -> LeadFace:
    """What is shown of a lead that was fetched by `get_for`; phones are masked outside the unit."""
    node = lead.node
    return LeadFace(
        id=lead.id,
        known=known,
        confidential=lead.confidential,
        title=title_of(lead, known),
        code_name=lead.code_name if lead.confidential else "",
        company_id=lead.company_id if known else None,
        credit_code=(lead.credit_code or "") if known else "",
        intent=lead.intent if known else "",
        amount=amount_in_words(lead, known),
        node=node.name if node else "",
        chain=node.chain.name if node else "",
        origin=_origin(lead) if known else "",
        channel=lead.channel.label if known and lead.channel else "",
        contact_name=lead.contact_name if known else "",
        contact_phone=_phone(lead, known, own_unit),
        contact_email=_email(lead, known, own_unit),
        number_masked=known and not own_unit and bool(lead.contact_phone or lead.contact_email),
        source=lead.source if known else "",
        state=lead.state,
        drop_reason=_drop_reason(lead) if known else "",
        owner=lead.owner.name if known and lead.owner else "",
        unit=lead.unit.name,
        reported_on=lead.reported_on if known else None,
        followed_on=lead.last_followed_on if known else None,
        next_step=lead.next_step if known else "",
        next_step_on=lead.next_step_on if known else None,
        protection=protection if known and lead.state is LeadState.OPEN else None,
    )


def _phone(lead: Lead, known: bool, own_unit: bool) -> str:
    if not known:
        return ""
    return lead.contact_phone if own_unit else mask_phone(lead.contact_phone)


def _email(lead: Lead, known: bool, own_unit: bool) -> str:
    if not known:
        return ""
    return lead.contact_email if own_unit else mask_email(lead.contact_email)


def _drop_reason(lead: Lead) -> str:
    if lead.drop_reason is None:
        return ""
    return "：".join(filter(None, (lead.drop_reason.label, lead.drop_note)))


def _origin(lead: Lead) -> str:
    if lead.country != HOME:
        return country_label(lead.country)
    return region_label(lead.region_code) if lead.region_code else ""


def title_for_all(lead: Lead) -> str:
    """The name that may stand in messages and in the log: of a confidential one its code name."""
    return title_of(lead, not lead.confidential)
