"""States of leads, first-report protection, kinds of activity. Pure functions."""

from dataclasses import dataclass
from datetime import date, timedelta

from crm.lib.currencies import AmountUnit
from crm.lib.labelled import Labelled
from crm.plans.rules import Channel


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


class Move(Labelled):
    """What changes the state of a lead."""

    ASSIGN = "assign", "分派"
    CLAIM = "claim", "认领"
    RELEASE = "release", "释放到公海"
    DROP = "drop", "放弃"
    REOPEN = "reopen", "重新跟进"
    CONVERT = "convert", "转为项目"


# From which states a move is possible, and the state that it leads to.
MOVES: dict[Move, tuple[frozenset[LeadState], LeadState]] = {
    Move.ASSIGN: (frozenset({LeadState.OPEN, LeadState.POOL}), LeadState.OPEN),
    Move.CLAIM: (frozenset({LeadState.POOL}), LeadState.OPEN),
    Move.RELEASE: (frozenset({LeadState.OPEN}), LeadState.POOL),
    Move.DROP: (frozenset({LeadState.OPEN, LeadState.POOL}), LeadState.DROPPED),
    Move.REOPEN: (frozenset({LeadState.DROPPED}), LeadState.OPEN),
    Move.CONVERT: (frozenset({LeadState.OPEN}), LeadState.CONVERTED),
}


class WrongMove(ValueError):
    """The state does not allow the move; the message is a sentence."""


def is_possible(state: LeadState, move: Move) -> bool:
    """Whether a lead in that state can make the move."""
    return state in MOVES[move][0]


def after(state: LeadState, move: Move) -> LeadState:
    """The state after a move. Raises WrongMove when the state does not allow it."""
    if not is_possible(state, move):
        raise WrongMove(f"线索现在是“{state.label}”，不能{move.label}。请刷新页面后再看。")
    return MOVES[move][1]


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
        """The day after which the lead returns to the pool unless something is done."""
        return min(self.ends_on, self.follow_up_by)

    def days_left(self, on: date) -> int:
        """Days until it falls; negative when it has."""
        return (self.falls_on - on).days

    def has_fallen(self, on: date) -> bool:
        """Whether its last day is over: on that day itself it is still protected."""
        return self.days_left(on) < 0

    def is_warned(self, on: date, terms: ProtectionTerms = TERMS) -> bool:
        """Whether it falls soon and its owner is to be told."""
        return 0 <= self.days_left(on) <= terms.warning_days


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


class Due(Labelled):
    """How soon a lead falls back to the pool, as lists filter by it."""

    SOON = "soon", "7 日内掉保"
    OVER = "over", "已过保护期"
    STEP = "step", "下一步已到期"


class LeadSort(Labelled):
    """By what the list of leads can be sorted."""

    UPDATED = "updated", "最近更新"
    AMOUNT = "amount", "意向投资额"
    FALLS = "falls_on", "掉保日期"
    STEP = "next_step_on", "下一步日期"


@dataclass(frozen=True)
class LeadValues:
    """What people say about a lead; what the form, an import and the API hand over alike.

    `amount_minor` is in whole minor units of the currency of `amount_unit`.
    """

    company_name: str
    company_id: int | None = None
    credit_code: str | None = None
    intent: str = ""
    node_id: int | None = None
    amount_minor: int | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    country: str = "CN"
    region_code: str | None = None
    channel: Channel | None = None
    contact_name: str = ""
    contact_phone: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    source: str = ""
    confidential: bool = False
    code_name: str = ""


@dataclass(frozen=True)
class ActivityValues:
    """What was done: how, when, what came of it, with whom and where."""

    activity: ActivityKind
    happened_on: date
    summary: str
    people: str = ""
    place: str = ""
    next_step: str = ""
    next_step_on: date | None = None


def values_fault(values: LeadValues) -> tuple[str, str] | None:
    """What is wrong with the values by themselves, as sentence and field; None when fine."""
    if not values.company_name.strip():
        return "请填写企业名称。", "company_name"
    if values.confidential and not values.code_name.strip():
        return "涉密线索须填写代号，名单以外的人只看到代号。", "code_name"
    if values.next_step_on and not values.next_step:
        return "填写了日期，请同时填写下一步做什么。", "next_step"
    return None
