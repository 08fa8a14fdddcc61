"""Snapshots and briefs on invented figures."""

from datetime import UTC, date, datetime
from decimal import Decimal

from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.briefs.models import Brief, BriefState
from crm.briefs.rules import words
from crm.briefs.rules.snapshot import (
    ChainLine,
    Definition,
    Headline,
    Honesty,
    Kind,
    MilestoneLine,
    MonthLine,
    NodeLine,
    QuotaLine,
    Snapshot,
    StageLine,
    Sum,
)

YI = 10**10
COUNTS = (6, 4, 9, 5, 7, 11, 8, 6, 10, 12)
BEFORE = (5, 4, 7, 6, 6, 9, 8, 7, 8, 10)
NODES = (
    ("研发设计", 9, 5, 18, "2.4"),
    ("关键材料", 8, 3, 11, "1.6"),
    ("专用装备", 6, 1, 9, "1.2"),
    ("晶圆制造", 4, 1, 3, "0.5"),
    ("封装测试", 12, 8, 14, "2.9"),
    ("终端应用", 20, 22, 31, "4.0"),
)
UNITS = ("招商一局", "招商二局", "招商三局", "韩资工业园管理办公室")
PROJECTS = (
    "年产12万片8英寸碳化硅晶圆项目",
    "DH 半导体",
    "Micro-LED显示模组及驱动芯片封装测试基地（二期）",
    "高纯电子特气与湿电子化学品项目",
    "Applied Materials（应用材料）装备再制造中心",
)


def quota(title: str = "新签约链上项目", **given) -> QuotaLine:
    """A target of 100 of which 78 are reached, at the end of October."""
    return QuotaLine(
        **{
            "title": title,
            "unit": "盐城经济技术开发区",
            "own": True,
            "amount": False,
            "period": "2026年",
            "target": Decimal(100),
            "verified": Decimal(78),
            "reported": Decimal(3),
            "completion": Decimal("78.0"),
            "time": Decimal("83.3"),
            "gap": Decimal("-5.3"),
            "progress": "behind",
            "word": "滞后",
            "remaining": Decimal(22),
            "months_left": 2,
            "each_month": Decimal("11.0"),
            "source": "《盐城经济技术开发区电子信息产业发展规划》第四章“一、做大做强”",
            **given,
        }
    )


def empty_snapshot(**given) -> Snapshot:
    """A zone without projects and targets."""
    return Snapshot(
        **{
            "month": date(2026, 10, 1),
            "as_of": date(2026, 10, 31),
            "taken_at": datetime(2026, 11, 2, 0, 5, tzinfo=UTC),
            "unit": "盐城经济技术开发区",
            "whole_zone": True,
            "definition": Definition(
                name="2026年统计口径", effective_from=date(2026, 1, 1), landed="注册"
            ),
            "honesty": Honesty(
                active=0, reported=0, without_next_step=0, still=0, still_days=60
            ),
            **given,
        }
    )  # fmt: skip


def full_snapshot(**given) -> Snapshot:
    """A zone in full swing: every kind of part is in it."""
    return empty_snapshot(
        **{
            "honesty": Honesty(
                active=312, reported=17, without_next_step=41, still=23, still_days=60
            ),
            "addressees": ("园区", "部门", "驻点", "产业链专班"),
            "headlines": _headlines(),
            "months": tuple(
                MonthLine(month=place, count=count, before=before)
                for place, (count, before) in enumerate(zip(COUNTS, BEFORE, strict=True), 1)
            ),
            "quotas": (*_own(), *_units()),
            "stages": _stages(),
            "paused": 14,
            "chains": (_chain(),),
            "milestones": tuple(_milestones()),
            "kinds": (
                Kind(stage="签约", count=12),
                Kind(stage="注册", count=8),
                Kind(stage="开工", count=5),
            ),
            **given,
        }
    )


def make_brief(session: Session, unit: OrgUnit, number: int = 10, **given) -> Brief:
    """The draft of the month of that number in 2026, on the figures of `full_snapshot`."""
    figures = full_snapshot(
        month=date(2026, number, 1),
        unit=unit.name,
        whole_zone=unit.parent_id is None,
    )
    given = {
        "month": figures.month,
        "year_number": number,
        "total_number": number + 24,
        "title": words.title(figures),
        "dated_on": date(2026, 11, 2),
        "snapshot": figures.to_json(),
        "frozen_at": figures.taken_at,
        "state": BriefState.DRAFT,
        **given,
    }
    brief = Brief(unit=unit, **given)
    session.add(brief)
    session.flush()
    return brief


def _headlines() -> tuple[Headline, ...]:
    return (
        Headline(
            stage="签约",
            month=Sum(count=12, fen=4_560_000_000_00, unknown=1),
            year=Sum(count=78, fen=31_207_500_000_00, unknown=3),
            month_before=Sum(count=10, fen=39 * YI),
            year_before=Sum(count=70, fen=253 * YI),
        ),
        Headline(
            stage="注册",
            month=Sum(count=8, fen=21 * YI),
            year=Sum(count=51, fen=172 * YI),
            month_before=Sum(count=8, fen=20 * YI),
            year_before=Sum(count=55, fen=181 * YI),
        ),
        Headline(
            stage="开工",
            month=Sum(count=5, fen=17 * YI),
            year=Sum(count=33, fen=140 * YI),
            month_before=Sum(),
            year_before=Sum(),
        ),
    )


def _own() -> list[QuotaLine]:
    return [
        quota(),
        quota(
            "新注册链上项目",
            target=Decimal(60),
            verified=Decimal(51),
            reported=Decimal(0),
            completion=Decimal("85.0"),
            gap=Decimal("1.7"),
            progress="even",
            word="达序时",
            remaining=Decimal(9),
            each_month=Decimal("4.5"),
        ),
        quota(
            "新签约项目投资额",
            amount=True,
            target=Decimal(300),
            verified=Decimal("312.08"),
            reported=Decimal("8.5"),
            completion=Decimal("104.0"),
            gap=Decimal("20.7"),
            progress="ahead",
            word="超序时",
            remaining=Decimal(0),
            each_month=None,
            at_least=True,
        ),
    ]


def _units() -> list[QuotaLine]:
    return [
        quota(
            title,
            unit=unit,
            own=False,
            target=Decimal(20 + place),
            verified=Decimal(verified),
            reported=Decimal(place % 2),
            completion=Decimal(f"{50 + place * 11}.5"),
            gap=Decimal(f"{place * 11 - 33}.2"),
            progress=("far_behind", "far_behind", "behind", "ahead")[place],
            word=("严重滞后", "严重滞后", "滞后", "超序时")[place],
        )
        for title, verified in (("新签约项目", 17), ("新注册项目", 11), ("新开工项目", 6))
        for place, unit in enumerate(UNITS)
    ]


def _stages() -> tuple[StageLine, ...]:
    figures = (("negotiating", "在谈", 146, 702), ("signed", "签约", 71, 288),
               ("registered", "注册", 48, 171), ("started", "开工", 29, 122),
               ("production", "投产", 14, 40), ("capacity", "达产", 4, 9))  # fmt: skip
    return tuple(
        StageLine(stage=stage, label=label, sum=Sum(count=count, fen=amount * YI, unknown=2))
        for stage, label, count, amount in figures
    )


def _chain() -> ChainLine:
    nodes = tuple(
        NodeLine(
            name=name,
            target=target,
            landed=landed,
            pipeline=pipeline,
            expected=Decimal(expected),
            uncovered=max(Decimal(target) - landed - Decimal(expected), Decimal("0.0")),
        )
        for name, target, landed, pipeline, expected in NODES
    )
    return ChainLine(name="集成电路", period="2026年", nodes=nodes)


def _milestones() -> list[MilestoneLine]:
    return [
        MilestoneLine(
            on=date(2026, 10, 1 + number),
            stage="签约" if number < 12 else "注册" if number < 20 else "开工",
            project=PROJECTS[number % 5],
            node=NODES[number % 6][0],
            unit=UNITS[number % 4],
            amount="1–5亿元" if number % 5 == 1 else f"{number * 1.3 + 1.2:.2f}",
        )
        for number in range(25)
    ]
