"""A zone with a few projects, targets and a secret: the figures of October 2026 are known."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from crm.plans.rules import Metric, Stage
from crm.projects.models import Project
from crm.projects.rules import MilestoneState, ProjectState
from tests.factories.chains import make_chain, make_node
from tests.factories.plans import make_plan, make_quota
from tests.factories.projects import YI, make_definition, make_milestone, make_project

OCTOBER = date(2026, 10, 1)


@dataclass
class World:
    """What the tests point at."""

    plain: Project
    secret: Project
    dropped: Project
    other: Project


@pytest.fixture
def world(session, cast):
    """In October: signed 2 (one of them confidential), one more of the other park waits.

    3 and 7 亿元 are the plain ones; the confidential one is worth 77 亿元.
    """
    make_definition(session)
    chain = make_chain(session, code="ic")
    node, empty = make_node(session, chain, "封装测试"), make_node(session, chain, "关键材料")
    plain = make_project(session, cast.staff, node, name="车规级芯片封装测试基地")
    signed(session, plain, date(2026, 10, 12))
    make_milestone(session, plain, Stage.REGISTERED, date(2026, 10, 20))
    secret = make_project(
        session, cast.staff, node, name="密名项目", code_name="DH 半导体", confidential=True,
        investment_minor=77 * YI, investment_fen=77 * YI,
    )  # fmt: skip
    signed(session, secret, date(2026, 10, 15))
    dropped = make_project(session, cast.staff, node, name="终止了的项目")
    signed(session, dropped, date(2026, 10, 8))
    dropped.state = ProjectState.DROPPED
    other = make_project(
        session, cast.outsider, empty, name="高纯气体项目", investment_minor=7 * YI,
        investment_fen=7 * YI,
    )  # fmt: skip
    signed(session, other, date(2026, 3, 2))
    make_milestone(session, other, Stage.REGISTERED, date(2026, 10, 21), MilestoneState.REPORTED)
    earlier = make_project(session, cast.staff, node, date(2025, 2, 1), name="去年的项目")
    signed(session, earlier, date(2025, 10, 9))
    targets(session, cast, chain, node, empty)
    session.flush()
    return World(plain, secret, dropped, other)


def signed(session, project, on):
    return make_milestone(session, project, Stage.SIGNED, on)


def targets(session, cast, chain, node, empty):
    """Sixty signed by the zone, ten by park A; 500 亿元; four and two on the nodes."""
    plan = make_plan(session, title="电子信息产业发展规划")
    make_quota(session, plan_id=plan.id, chapter="第四章", section="一、做大做强")
    make_quota(session, unit=cast.park_a, title="园区新签约项目", target=Decimal(10))
    make_quota(
        session, title="新签约投资额", metric=Metric.INVESTMENT, target=Decimal(5_000_000),
        at_least=True,
    )  # fmt: skip
    for one, number in ((node, 4), (empty, 2)):
        make_quota(
            session, title=f"招引{one.name}企业", milestone=Stage.REGISTERED,
            chain_id=chain.id, node_id=one.id, target=Decimal(number),
        )  # fmt: skip
