"""A pasted WeChat message or business card taken apart into a lead's fields. Pure functions.

What is found is proposed to a person, who confirms it: a part that is not clear is left empty
rather than guessed. Nothing is lost either way, for the text stays where it was pasted.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date

from crm.leads.rules.pasted_people import company_in, contact_in, email_in, phone_in
from crm.leads.rules.pasted_places import origin_in
from crm.leads.rules.pasted_ways import LONGEST_SOURCE, channel_in, source_in
from crm.lib.amount_words import Interpretation, interpret_amount
from crm.lib.credit_code import CreditCodeError, check_credit_code
from crm.lib.day_words import find_days
from crm.plans.rules import Channel

LONGEST_PASTED = 4000
LONGEST_INTENT, LONGEST_STEP = 1000, 200

_FOLDED = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF5B))}
_FOLDED |= {0x3000: 0x20, 0xFF0B: 0x2B, 0xFF20: 0x40, 0xFF0F: 0x2F, 0xFF0E: 0x2E, 0xFF05: 0x25}
# “张三 2026/3/5 14:02:11” above a message that was copied out of a chat.
_CHAT_HEAD = re.compile(
    r"^[^\n]{0,40}?(?:20\d\d[年./-]\d{1,2}[月./-]\d{1,2}日?\s*)?\d{1,2}:\d{2}(?::\d{2})?\s*$"
)
# “@陈专员 ” before what is said to him in a group.
_CALLS = re.compile(r"^(?:@\S{1,20} )+")
_LABELS = {
    "company": r"公司名称|企业名称|单位名称|公司|企业|单位",
    "contact": r"联系人|姓名|对接人|负责人",
    "phone": r"联系电话|联系方式|手机号?|电话|微信同号|mobile|phone|tel|cell|[mtp]",
    "email": r"电子邮箱|邮箱|e-?mail|邮件|[e]",
    "amount": r"意向投资额|计划投资|总投资额?|投资额|投资规模|投资金额|金额",
    "place": r"国别地区|所在地区|注册地|总部|地址|地区|来自|add(?:ress)?|[a]",
    "intent": r"投资意向|投资需求|项目内容|项目概况|主要需求|需求|意向|项目|内容|诉求",
    "step": r"下一步|后续安排|后续|安排|计划",
    "source": r"信息来源|线索来源|来源|推荐人|介绍人|引荐人",
    "code": r"统一社会信用代码|信用代码|税号|纳税人识别号",
    "no": r"传真|fax|[f]|网址|官网|website|web|qq|邮编",
}
_LABELLED = {
    name: re.compile(rf"^\W{{0,3}}(?:{words})\s*[:：]\s*(.+)$", re.IGNORECASE)
    for name, words in _LABELS.items()
}
# “企业：… 联系人：… 电话：…” on one line; only words of two characters and more tell labels apart
# within a text.
_INSIDE = re.compile(
    r"(?<=[\s，,；;。|])(?=(?:"
    + "|".join(word for words in _LABELS.values() for word in words.split("|") if word[0] > "z")
    + r")\s*[:：])"
)
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])")
_AMOUNT = re.compile(
    r"(?:约|近|超过?|不低于|人民币|US\$|HK\$|[$¥€])?\s*"
    r"(?:(?<![\d,])\d[\d,]{0,20}(?:\.\d{1,8})?|[一二两三四五六七八九十百千零]{1,12}(?:点[一二三四五六七八九零]{1,6})?|半)"
    r"\s*(?:个)?[十百千]?(?:万亿|亿|万|[wW](?![a-zA-Z]))\s*"
    r"(?:[一二三四五六七八九半](?![万亿千百十])|\d+万)?"
    r"(?:元人民币|人民币|新台币|美元|美金|欧元|韩元|日元|港元|港币|台币|元|块)?"
)
# After a figure: it counts things, not money. Before it: it is money, but not the investment.
_COUNTED = re.compile(
    r"^\s*(?:平|㎡|m2|台|套|片|件|吨|只|辆|颗|人|户|亩|支|块|张|个|千瓦|kw|gwh?|mwh?|米)", re.I
)
_OTHER_MONEY = re.compile(
    r"(?:产值|营收|销售额?|收入|年产|产能|注册资本|利润|税收|纳税|市值|估值|融资)[^，。；\n]{0,6}$"
)
_INVESTED = re.compile(r"(?:投资|固投|总投|投入|投)[^，。；\n]{0,8}$")
_WANTS = re.compile(
    r"想|拟|计划|打算|希望|需要|需求|寻求|投资|建设|扩产|新建|选址|落地|落户|生产|产线|产能|厂房"
    r"|用地|项目|合作|布局|研发|基地|总部"
)
_STEPS = re.compile(
    r"来|去|到|约|见|考察|拜访|回访|开会|会议|签|发|寄|送|电话|联系|沟通|洽谈|对接|参观|谈|汇报"
    r"|提供|看|走访|回复|答复|跟进|碰"
)
_DONE = re.compile(r"[了过]|刚|来电|来函|来信|致电|咨询")
# “5-8亿”: which of both is meant stays open.
_FROM = re.compile(r"\d(?:个?[万亿])?元?\s*[-~～—–至到]\s*$")
_UP_TO = re.compile(r"^\s*[-~～—–至到]\s*\d[\d.]*\s*个?[万亿]")
_SENTENCES = re.compile(r"[^。！？!?；;\n]+[。！？!?；;]?")
_CLAUSES = re.compile(r"[^，,。！？!?；;\n]+")


@dataclass(frozen=True)
class Pasted:
    """What a text was taken to say of a lead; None and '' for what it does not say."""

    company_name: str = ""
    credit_code: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    contact_email: str = ""
    channel: Channel | None = None
    source: str = ""
    amount: Interpretation | None = None
    country: str = ""
    region_code: str = ""
    intent: str = ""
    next_step: str = ""
    next_step_on: date | None = None

    @property
    def is_empty(self) -> bool:
        """Whether nothing was found."""
        return not any(getattr(self, one.name) for one in fields(self))


def read_pasted(text: str, on: date) -> Pasted:
    """What the text says, as read on a day."""
    lines = list(_lines(text[:LONGEST_PASTED]))
    said = _labelled(lines)
    plain = [line for line in lines if not _LABELLED["no"].match(line)]
    whole = "\n".join(plain)
    company = said.get("company") or company_in(whole)
    phone = phone_in(said.get("phone", "")) or phone_in(whole)
    email = email_in(said.get("email", "")) or email_in(whole)
    contact = contact_in(said.get("contact", ""), alone=True) or contact_in(whole)
    step, step_on = _step(said.get("step", ""), whole, on)
    country, region = origin_in(said.get("place", ""), whole, company)
    return Pasted(
        company_name=company[:200],
        credit_code=_code(said.get("code", "") or whole),
        contact_name=contact[:40],
        contact_phone=phone,
        contact_email=email[:120],
        channel=channel_in(whole),
        source=(said.get("source") or source_in(whole))[:LONGEST_SOURCE],
        amount=_amount(said.get("amount", ""), whole),
        country=country,
        region_code=region,
        intent=(said.get("intent") or _intent(plain, step))[:LONGEST_INTENT],
        next_step=step[:LONGEST_STEP],
        next_step_on=step_on,
    )


def _lines(text: str) -> Iterator[str]:
    for line in text.translate(_FOLDED).replace("\r", "\n").split("\n"):
        tidy = re.sub(r"[ \t\u00a0]+", " ", line).strip()
        if tidy and not _CHAT_HEAD.match(tidy):
            parts = _INSIDE.split(_CALLS.sub("", tidy))
            yield from (part.strip() for part in parts if part.strip())


def _labelled(lines: list[str]) -> dict[str, str]:
    """The values of lines such as “联系人：王总”, the first of each kind."""
    found: dict[str, str] = {}
    for line in lines:
        for name, pattern in _LABELLED.items():
            match = pattern.match(line)
            if match:
                found.setdefault(name, match[1].strip(" ，。；"))
                break
    return found


def _code(text: str) -> str:
    """The first credit code whose check character is right."""
    for match in _CODE.finditer(text):
        try:
            return check_credit_code(match[0])
        except CreditCodeError:
            continue
    return ""


def _amount(said: str, text: str) -> Interpretation | None:
    """The amount of the investment: a labelled one, one that is said to be invested, the only one.

    Several amounts of which none is said to be the investment leave it open.
    """
    labelled = interpret_amount(said) if said else None
    if labelled is not None:
        return labelled
    others: dict[int, Interpretation] = {}
    for match in _AMOUNT.finditer(said or text):
        source, before = said or text, (said or text)[: match.start()]
        amount = interpret_amount(match[0].strip())
        if amount is None or amount.minor <= 0 or _COUNTED.match(source[match.end() :]):
            continue
        if _FROM.search(before) or _UP_TO.match(source[match.end() :]):
            return None
        if _INVESTED.search(before):
            return amount
        if not _OTHER_MONEY.search(before) and re.search("[亿元金块币$¥€]", match[0]):
            others[amount.minor] = amount
    return next(iter(others.values())) if len(others) == 1 else None


def _step(said: str, text: str, on: date) -> tuple[str, date | None]:
    """The next step and its day: a labelled one, or the first clause that names a coming day."""
    if said:
        days = [one.day for one in find_days(said, on) if one.day >= on]
        return said, days[0] if days else None
    for clause in _CLAUSES.finditer(text):
        days = [one.day for one in find_days(clause[0], on) if one.day >= on]
        if days and _STEPS.search(clause[0]) and not (days[0] == on and _DONE.search(clause[0])):
            return clause[0].strip(), days[0]
    return "", None


def _intent(lines: list[str], step: str) -> str:
    """The sentences that say what is wanted, without the next step."""
    spoken = [line for line in lines if not any(one.match(line) for one in _LABELLED.values())]
    sentences = [match[0].strip() for line in spoken for match in _SENTENCES.finditer(line)]
    wanted = [one for one in sentences if _WANTS.search(one) and len(one) > 5]
    told = "".join(one if one[-1] in "。！？!?；;" else f"{one}。" for one in wanted)
    if step and step in told:
        told = re.sub(rf"[，,]?\s*{re.escape(step)}", "", told).lstrip("，,。；; ")
    return told.strip()
