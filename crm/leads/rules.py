"""States of leads, first-report protection, kinds of activity. Pure functions."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.lib.labelled import Labelled


class LeadState(Labelled):
    """Where a lead stands."""

    OPEN = "open", "跟进中"
    POOL = "pool", "公海"
    CONVERTED = "converted", "已转项目"
    DROPPED = "dropped", "已放弃"


class ActivityKind(Labelled):
    """What was done (跟进方式)."""

    CALL = "call", "电话微信"
    VISIT_OUT = "visit_out", "外出拜访"
    VISIT_IN = "visit_in", "来访接待"
    NEGOTIATION = "negotiation", "洽谈"
    SITE_CHECK = "site_check", "现场考察"
    MEETING = "meeting", "会议"
    EVENT = "event", "活动"
    NOTE = "note", "记事"


class DropReason(Labelled):
    """Why a lead or a project came to nothing."""

    ELSEWHERE = "elsewhere", "落户外地"
    CANCELLED = "cancelled", "投资方取消投资"
    POLICY = "policy", "政策条件不合"
    LAND = "land", "用地或载体不合"
    ENVIRONMENT = "environment", "环评能耗不合"
    FUNDS = "funds", "资金不到位"
    NO_CONTACT = "no_contact", "联系中断"
    FALSE = "false", "信息不实"
    OTHER = "other", "其他"


@dataclass(frozen=True)
class ProtectionTerms:
    """The administrator's parameters of first-report protection, in days."""

    protection_days: int = 90
    follow_up_days: int = 30
    warning_days: int = 7


TERMS = ProtectionTerms()


@dataclass(frozen=True)
class Protection:
    """Until when a lead is protected and by when it must be followed up; the earlier one rules."""

    ends_on: date
    follow_up_by: date

    @property
    def falls_on(self) -> date:
        """The day on which the lead returns to the pool unless something is done."""
        return min(self.ends_on, self.follow_up_by)

    def days_left(self, on: date) -> int:
        """Days until it falls; negative when it has."""
        return (self.falls_on - on).days


def protection(
    reported_on: date, last_followed_on: date | None, terms: ProtectionTerms
) -> Protection:
    """The protection of a lead that was reported and last followed up on those days."""
    return Protection(
        ends_on=reported_on + timedelta(days=terms.protection_days),
        follow_up_by=(last_followed_on or reported_on) + timedelta(days=terms.follow_up_days),
    )
