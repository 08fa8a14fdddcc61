"""First-report protection: until when a lead is its owner's. Pure functions."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class ProtectionTerms:
    """The administrator's parameters of first-report protection, in days."""

    protection_days: int = 90
    follow_up_days: int = 30
    warning_days: int = 7


# What holds until the administrator says otherwise.
TERMS = ProtectionTerms()
LONGEST_DAYS = 730
Versions = Sequence[tuple[date, ProtectionTerms]]


def terms_on(versions: Versions, day: date) -> ProtectionTerms:
    """The terms in force on a day; `versions` are the days from which each holds, in order.

    A protection keeps the terms of the day on which it was granted: new ones do not take away
    what was promised.
    """
    return next((terms for since, terms in reversed(versions) if since <= day), TERMS)


def terms_fault(terms: ProtectionTerms) -> tuple[str, str] | None:
    """What is wrong with new terms, as field and sentence; None when they are fine."""
    if not 1 <= terms.protection_days <= LONGEST_DAYS:
        return "protection_days", f"保护期请填 1 到 {LONGEST_DAYS} 天。"
    if not 1 <= terms.follow_up_days <= terms.protection_days:
        return "follow_up_days", "跟进期限至少 1 天，不能超过保护期。"
    if not 1 <= terms.warning_days < terms.follow_up_days:
        return "warning_days", "提前提醒至少 1 天，要短于跟进期限。"
    return None


@dataclass(frozen=True)
class Protection:
    """Until when a lead is protected and by when it must be followed up; the earlier one rules."""

    ends_on: date
    follow_up_by: date

    @property
    def falls_on(self) -> date:
        """The day after which the lead returns to the pool unless something is done."""
        return min(self.ends_on, self.follow_up_by)

    def days_left(self, on: date) -> int:
        """Days until it falls; negative when it has."""
        return (self.falls_on - on).days


def protection(
    protected_from: date, last_followed_on: date | None, terms: ProtectionTerms = TERMS
) -> Protection:
    """The protection of a lead that was reported (or claimed) and last followed up on those days.

    What was done before the protection began does not shorten it.
    """
    followed = max(last_followed_on or protected_from, protected_from)
    return Protection(
        ends_on=protected_from + timedelta(days=terms.protection_days),
        follow_up_by=followed + timedelta(days=terms.follow_up_days),
    )
