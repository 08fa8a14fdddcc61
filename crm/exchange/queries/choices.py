"""What may be chosen in a column: the lists of the template, and how their words are read."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy.orm import Session

from crm.accounts.queries import people_of
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import taxonomy
from crm.companies.rules import Relation
from crm.exchange.rules.reading import offered
from crm.leads.queries.subjects import SUBJECTS
from crm.leads.rules import ActivityKind
from crm.lib.currencies import AmountUnit
from crm.lib.regions import COUNTRIES, HOME, PROVINCE_FULL_NAMES, REGIONS
from crm.plans.rules import Channel, ProjectKind

Pairs = list[tuple[str, Any]]
# What offices write for the ways of the list.
CHANNELS: Pairs = [
    (word, channel.value)
    for channel, words in (
        (Channel.REFERRAL, "企业推荐 企业介绍 客商介绍 客商推荐"),
        (Channel.OFFICE, "驻点 驻外招商"),
        (Channel.AGENT, "中介 中介招商 第三方 委托第三方"),
        (Channel.EVENT, "展会 博览会 推介会 节会招商"),
        (Channel.ALUMNI, "老乡 乡情招商 校友招商 乡贤招商"),
        (Channel.SUPERIOR, "领导推介 领导推荐 上级推荐 上级交办"),
        (Channel.SELF, "主动上门 企业上门 自荐"),
    )
    for word in words.split()
]
# And for what was done.
DEEDS: Pairs = [
    (word, activity.value)
    for activity, words in (
        (ActivityKind.CALL, "电话 微信 电话联系 电话沟通 电话回访 线上 视频 视频会议 邮件"),
        (ActivityKind.VISIT_OUT, "走访 拜访 外出 上门 上门拜访 走访企业 外出招商 赴外拜访"),
        (ActivityKind.VISIT_IN, "来访 接待 来访考察 接待来访 客商来访"),
        (ActivityKind.NEGOTIATION, "谈判 会谈 座谈 面谈 商谈"),
        (ActivityKind.SITE_CHECK, "踏勘 现场踏勘 实地考察 考察 看地 选址"),
        (ActivityKind.MEETING, "开会 协调会 调度会 专题会"),
        (ActivityKind.EVENT, "推介会 展会 签约仪式 招商活动"),
        (ActivityKind.NOTE, "备注 其他 记录"),
    )
    for word in words.split()
]


def lists(session: Session, viewer: Viewer) -> dict[str, list[str]]:
    """What the drop-downs of a template offer, list by list."""
    return {
        "node": [label for _number, label in taxonomy(session, viewer).choices],
        "unit": [unit.label for unit in _units()],
        "country": list(COUNTRIES.values()),
        "region": [region.label for region in REGIONS.values()],
        "channel": [member.label for member in Channel],
        "relation": [member.label for member in Relation],
        "kind": [member.label for member in ProjectKind],
        "activity": [member.label for member in ActivityKind],
        "subject_kind": [subject.label for subject in SUBJECTS.values()],
        "owner": [name for name, _number in owners(session, viewer)],
    }


def choices(session: Session, viewer: Viewer) -> Mapping[str, Mapping[str, Any]]:
    """What the words of each list mean, other ways to write them too."""
    nodes = taxonomy(session, viewer).nodes.values()
    return {
        "node": offered(
            [(node.label, node.id) for node in nodes]
            + [(node.chain_name + node.name, node.id) for node in nodes]
            + [(f"{node.chain_name}/{node.name}", node.id) for node in nodes]
            + [(node.name, node.id) for node in nodes]
        ),
        "unit": offered([(unit.label, unit.value) for unit in _units()]),
        "country": offered(_countries()),
        "region": offered(_regions()),
        "channel": offered(_labelled(Channel) + CHANNELS),
        "relation": offered(_labelled(Relation)),
        "kind": offered(_labelled(ProjectKind)),
        "activity": offered(_labelled(ActivityKind) + DEEDS),
        "subject_kind": offered([(one.label, one.kind) for one in SUBJECTS.values()]),
        "owner": offered(owners(session, viewer)),
    }


def owners(session: Session, viewer: Viewer) -> Pairs:
    """Whose a record may become: one's own; a manager's also anybody's in his scope."""
    if not viewer.may(Permission.MANAGE):
        return [(viewer.name, viewer.id)]
    people = people_of(session, viewer)
    names = [one.name for one in people]
    return [
        (one.name if names.count(one.name) == 1 else f"{one.name}（{one.unit_name}）", one.id)
        for one in people
    ]


def _units() -> Sequence[AmountUnit]:
    """万 and 亿 of each currency, and 元; a bare 美元 would leave open whether 万 is meant."""
    return [unit for unit in AmountUnit if unit.power in (4, 8) or unit is AmountUnit.YUAN]


def _labelled(kind: Any) -> Pairs:
    return [(member.label, member.value) for member in kind]


def _countries() -> Pairs:
    pairs = [(name, code) for code, name in COUNTRIES.items()]
    pairs += [(code, code) for code in COUNTRIES]
    return [*pairs, ("国内", HOME), ("境内", HOME), ("内资", HOME), ("中华人民共和国", HOME)]


def _regions() -> Pairs:
    pairs: Pairs = []
    for code, region in REGIONS.items():
        whole = PROVINCE_FULL_NAMES.get(region.province, region.province)
        if code.endswith("0000"):
            pairs += [(region.name, code), (whole, code)]
            continue
        pairs += [
            (f"{start}{region.name}{end}", code)
            for start in ("", region.province, whole)
            for end in ("", "市")
        ]
    return pairs
