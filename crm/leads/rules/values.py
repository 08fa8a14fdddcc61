"""What people say about leads and activities, and how lists are narrowed and sorted."""

from dataclasses import dataclass
from datetime import date

from crm.lib.currencies import AmountUnit
from crm.lib.labelled import Labelled
from crm.plans.rules import Channel


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


class Due(Labelled):
    """How soon a lead falls back to the pool, as lists filter by it."""

    SOON = "soon", "即将掉保"
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
    contact_email: str = ""
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
