"""Moves of a lead: assigned, claimed from the pool, released to it, dropped, converted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.operations.clearances import clear, clear_all
from crm.accounts.queries import people_of
from crm.accounts.rules import Role, Viewer
from crm.audit.operations import changes_of
from crm.core.db import now
from crm.core.errors import Refused
from crm.core.journal import Changes
from crm.leads.models import Lead
from crm.leads.operations.records import note
from crm.leads.queries.rows import title_for_all
from crm.leads.queries.terms import granted, protection_of, terms_of
from crm.leads.rules import DropReason, LeadState, Move, WrongMove, after
from crm.notifications.operations import notify


@dataclass(frozen=True)
class Receiver:
    """To whom a lead is given: a person, or a unit."""

    user_id: int | None = None
    unit_id: int | None = None

    @property
    def field(self) -> str:
        """The field of the form in which he was chosen."""
        return "owner_id" if self.user_id is not None else "unit_id"


TAKEN = "这条线索刚刚已被他人认领，请刷新公海后另选。"


def claim(session: Session, actor: Viewer, lead: Lead, on: date) -> Lead:
    """Take a lead out of the pool; of several people at the same instant exactly one gets it."""
    _to(lead, Move.CLAIM)
    falls_on = granted(session, on).falls_on
    taken = session.execute(
        update(Lead)
        .where(Lead.id == lead.id, Lead.state == LeadState.POOL, Lead.version == lead.version)
        .values(
            state=LeadState.OPEN,
            owner_id=actor.id,
            unit_id=actor.unit_id,
            protected_from=on,
            falls_on=falls_on,
            version=Lead.version + 1,
            updated_at=now(),
        )
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        raise Refused(TAKEN)
    before = lead.unit.name
    session.refresh(lead)
    _list(session, lead, actor)
    changes: dict[str, list[str | None]] = {"负责人": [None, actor.name]}
    if before != actor.unit_name:
        changes["单位"] = [before, actor.unit_name]
    note(session, actor, "claimed", lead, changes)
    return lead


def release(session: Session, actor: Viewer | None, lead: Lead, reason: str = "") -> Lead:
    """Give a lead back to the pool; `actor` is None when its protection has run out."""
    owner_id = lead.owner_id
    lead.state = _to(lead, Move.RELEASE)
    lead.owner_id = None
    changes = changes_of(lead)
    if reason:
        changes["原因"] = [None, reason]
    session.flush()
    note(session, actor, "released", lead, changes)
    if owner_id is not None and (actor is None or actor.id != owner_id):
        why = reason or f"由{actor.name}释放" if actor else reason
        text = f"线索“{title_for_all(lead)}”已退回公海：{why}"
        notify(session, (owner_id,), text, f"/leads/{lead.id}")
    return lead


def assign(
    session: Session,
    actor: Viewer,
    lead: Lead,
    to: Receiver,
    reason: str,
    on: date,
) -> Lead:
    """Give a lead to somebody in the manager's scope, or to a unit: then its head receives it.

    In another unit protection starts anew.
    """
    previous = lead.owner_id
    user = assign_all(session, actor, [lead], to, reason, on)
    session.refresh(lead, ["owner", "unit"])
    _tell_of_assignment(session, actor, lead, user, previous, reason)
    return lead


def assign_all(
    session: Session, actor: Viewer, leads: Sequence[Lead], to: Receiver, reason: str, on: date
) -> User:
    """Give several leads to one, as `assign` does; to tell him is the caller's.

    Refused at the first that cannot be given to him.
    """
    user = _receiver(session, actor, to)
    changed = [_hand_over(session, lead, user, to, on) for lead in leads]
    session.flush()
    clear_all(session, "lead", {lead.id: (user.id,) for lead in leads if lead.confidential})
    for lead, changes in zip(leads, changed, strict=True):
        session.expire(lead, ["owner", "unit"])
        note(session, actor, "assigned", lead, changes | {"原因": [None, reason]})
    return user


def _hand_over(session: Session, lead: Lead, user: User, to: Receiver, on: date) -> Changes:
    state = _to(lead, Move.ASSIGN)
    if lead.owner_id == user.id:
        raise Refused(f"这条线索已由{user.name}负责。", to.field)
    if lead.state is LeadState.POOL or lead.unit_id != user.unit_id:
        lead.protected_from = on
    lead.state, lead.owner_id, lead.unit_id = state, user.id, user.unit_id
    lead.falls_on = protection_of(session, lead).falls_on
    return changes_of(lead)


def _tell_of_assignment(
    session: Session, actor: Viewer, lead: Lead, user: User, previous: int | None, reason: str
) -> None:
    title, url = title_for_all(lead), f"/leads/{lead.id}"
    if user.id != actor.id:
        notify(session, (user.id,), f"{actor.name}把线索“{title}”转派给您：{reason}", url)
    if previous is not None and previous != actor.id:
        notify(session, (previous,), f"线索“{title}”已转由{user.name}负责：{reason}", url)


def _receiver(session: Session, actor: Viewer, to: Receiver) -> User:
    """The person chosen, or the head of the unit chosen."""
    if (to.user_id is None) == (to.unit_id is None):
        raise Refused("请选择一个人，或者一个单位。", "owner_id")
    if to.user_id is not None:
        people = {person.id for person in people_of(session, actor)}
        user = session.get(User, to.user_id) if to.user_id in people else None
        if user is None:
            raise Refused("请选择您所辖范围内的在岗人员。", "owner_id")
        return user
    heads = select(User).where(User.unit_id == to.unit_id, User.active, User.role == Role.MANAGER)
    user = session.scalars(heads.order_by(User.id)).first()
    if user is None:
        raise Refused("这个单位没有在岗的负责人可以接收，请另选，或请上级指定人员。", "unit_id")
    return user


def drop(session: Session, actor: Viewer, lead: Lead, reason: DropReason, text: str = "") -> Lead:
    """Give a lead up, with the reason that statistics need."""
    if reason is DropReason.OTHER and not text:
        raise Refused("选择“其他”时请写明原因。", "drop_note")
    lead.state = _to(lead, Move.DROP)
    lead.drop_reason, lead.drop_note = reason, text
    changes = changes_of(lead)
    session.flush()
    note(session, actor, "dropped", lead, changes)
    return lead


def reopen(session: Session, actor: Viewer, lead: Lead, on: date) -> Lead:
    """Follow a dropped lead up again; protection starts anew."""
    lead.state = _to(lead, Move.REOPEN)
    lead.drop_reason, lead.drop_note = None, ""
    if lead.owner_id is None:
        lead.owner_id, lead.unit_id = actor.id, actor.unit_id
    lead.protected_from = on
    lead.falls_on = granted(session, on).falls_on
    changes = changes_of(lead)
    session.flush()
    session.refresh(lead, ["owner", "unit"])
    note(session, actor, "resumed", lead, changes)
    return lead


def mark_converted(session: Session, actor: Viewer, lead: Lead) -> Lead:
    """A project has been made of the lead; from now on that is followed up."""
    lead.state = _to(lead, Move.CONVERT)
    changes = changes_of(lead)
    session.flush()
    note(session, actor, "converted", lead, changes)
    return lead


def release_fallen(session: Session, on: date) -> int:
    """Return every lead whose protection is over to the pool; gives how many."""
    fallen = session.scalars(
        select(Lead)
        .where(Lead.state == LeadState.OPEN, Lead.falls_on < on)
        .order_by(Lead.id)
        .with_for_update(of=Lead)
    ).all()
    for lead in fallen:
        ends = protection_of(session, lead)
        why = "保护期满" if ends.ends_on < on else "超过期限未跟进"
        release(session, None, lead, why)
    return len(fallen)


def warn_falling(session: Session, on: date) -> int:
    """Tell owners once which of their leads will soon fall back to the pool; gives how many."""
    last = on + timedelta(days=terms_of(session, on).warning_days)
    falling = session.scalars(
        select(Lead).where(
            Lead.state == LeadState.OPEN,
            Lead.falls_on.between(on, last),
            Lead.owner_id.is_not(None),
            or_(Lead.warned_of.is_(None), Lead.warned_of != Lead.falls_on),
        )
    ).all()
    for lead in falling:
        days = (lead.falls_on - on).days
        when = f"还有 {days} 天" if days else "今天过后"
        text = f"线索“{title_for_all(lead)}”{when}退回公海，请及时跟进"
        notify(session, (lead.owner_id,), text, f"/leads/{lead.id}")
    # Not a change of the lead: whoever has its form open may save it all the same.
    session.execute(
        update(Lead)
        .where(Lead.id.in_([lead.id for lead in falling]))
        .values(warned_of=Lead.falls_on, updated_at=Lead.updated_at)
        .execution_options(synchronize_session=False)
    )
    return len(falling)


def _to(lead: Lead, move: Move) -> LeadState:
    try:
        return after(lead.state, move)
    except WrongMove as error:
        raise Refused(str(error)) from error


def _list(session: Session, lead: Lead, person: Any) -> None:
    """Whoever gets a confidential lead stands on its list at once."""
    if lead.confidential:
        clear(session, "lead", lead.id, (person.id,))
