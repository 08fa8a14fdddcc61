"""The terms of protection as they are and were, kept in memory: every list and form asks them."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.core.kept import Kept
from crm.leads.models import Lead, ProtectionVersion
from crm.leads.rules import Protection, ProtectionTerms, Versions, protection, terms_on


def _load(session: Session) -> Versions:
    rows = session.scalars(select(ProtectionVersion).order_by(ProtectionVersion.effective_from))
    return tuple(
        (
            row.effective_from,
            ProtectionTerms(row.protection_days, row.follow_up_days, row.warning_days),
        )
        for row in rows
    )


_kept = Kept(_load, ProtectionVersion)


def versions(session: Session, viewer: Viewer | None = None) -> Versions:
    """The versions in the order of their days; without a viewer their revision is asked for."""
    return _kept.at(session, viewer.revision if viewer else None)


def terms_of(session: Session, day: date, viewer: Viewer | None = None) -> ProtectionTerms:
    """The terms in force on a day."""
    return terms_on(versions(session, viewer), day)


def granted(session: Session, since: date, followed: date | None = None) -> Protection:
    """A protection that begins on a day, by the terms of that day."""
    return protection(since, followed, terms_of(session, since))


def protection_of(session: Session, lead: Lead) -> Protection:
    """The protection of a lead as it stands."""
    return granted(session, lead.protected_from, lead.last_followed_on)


def listed(session: Session) -> list[ProtectionVersion]:
    """All versions with their reasons, the newest first."""
    order = ProtectionVersion.effective_from.desc()
    return list(session.scalars(select(ProtectionVersion).order_by(order)))
