"""How a company was found, as a pasted text tells it. Pure functions."""

import re

from crm.plans.rules import Channel

LONGEST_SOURCE = 200

_BROUGHT = r"(?:推荐|介绍|引荐|推介|牵线)"
_WAYS = (
    (Channel.SUPERIOR, re.compile(
        rf"(?:省|市|区|县|国家|上级)[\u4e00-\u9fff]{{0,8}}?(?:厅|局|委|办|领导|书记|市长|部门){_BROUGHT}"
        rf"|(?:书记|市长|区长|省长|领导|管委会主任){_BROUGHT}"
    )),
    (Channel.ALUMNI, re.compile(r"老乡|乡贤|同乡|乡友|校友|商会")),
    (Channel.EVENT, re.compile(
        r"展会|博览会|展览会|推介会|招商会|交流会|论坛|峰会|洽谈会|年会|SEMICON", re.IGNORECASE
    )),
    (Channel.FUND, re.compile(
        rf"(?:基金|创投|投资机构|资本)[\u4e00-\u9fff]{{0,6}}?(?:{_BROUGHT}|投的|被投)|被投企业"
    )),
    (Channel.AGENT, re.compile(r"(?:中介|第三方|招商代理|委托(?:招商|机构))")),
    (Channel.OFFICE, re.compile(r"驻点|驻[沪深京杭苏穗](?!地)")),
    (Channel.REFERRAL, re.compile(
        rf"(?:[\u4e00-\u9fff]总|老板|董事长|企业|公司|供应商|客户){_BROUGHT}"
    )),
    (Channel.SELF, re.compile(r"自荐|主动(?:联系|找|来电|上门)|找上门|来电咨询|官网留言")),
)  # fmt: skip
_TOLD = re.compile(
    rf"{_BROUGHT}|(?:展会|博览会|推介会|论坛|峰会|年会|会上|SEMICON)[^，。；\n]{{0,12}}?(?:认识|结识|碰到|遇到|接触)",
    re.IGNORECASE,
)
# What is introduced is a project or a policy, not the company: “介绍了我们的项目”.
_OTHER = re.compile(rf"{_BROUGHT}(?:了|一下|会|材料|政策|[\u4e00-\u9fff]{{0,6}}(?:项目|政策|情况))")
_CLAUSES = re.compile(r"[^，,。！？!?；;\n]+")


def channel_in(text: str) -> Channel | None:
    """How the company was found, where the text tells of one way only."""
    found = {channel for channel, words in _WAYS if words.search(text)}
    return found.pop() if len(found) == 1 else None


def source_in(text: str) -> str:
    """The clauses that say who brought the company, or where it was met."""
    told = [
        match[0].strip()
        for match in _CLAUSES.finditer(text)
        if _TOLD.search(match[0]) and not _OTHER.search(match[0])
    ]
    return "，".join(dict.fromkeys(told))[:LONGEST_SOURCE]
