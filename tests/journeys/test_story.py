"""The main job once through, in a real browser: from a lead to the month's printed brief."""

from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, expect

from crm.lib.credit_code import complete
from tests.journeys.desk import COMPANY, PROJECT, Desk, Look
from tests.journeys.paper import figures_in, packed, text_of
from tests.journeys.person import Person
from tests.journeys.site import Site

pytestmark = pytest.mark.browser
AGREEMENT = "投资协议（终稿）-海纳晶圆.pdf"
LICENCE = "营业执照副本.pdf"
CREDIT = complete("91320900MA2026XA1")
PEOPLE = (
    ("staff", "张三", "staff", "电子信息产业园"),
    ("manager", "李四", "manager"),
    ("leader", "周八", "leader"),
    ("auditor", "冯一", "auditor"),
)
ONE = Decimal(1)
# What the plan's definition expects of a project at these stages.
TALKS, SIGNED = Decimal("0.2"), Decimal("0.6")


@pytest.fixture(autouse=True)
def clock() -> None:
    """No stopped clock here: the browser's driver and the server go by the real one."""


@pytest.fixture
def today() -> date:
    return datetime.now(ZoneInfo("Asia/Shanghai")).date()


def test_a_lead_becomes_figures_in_the_months_brief(
    chromium: Browser, site: Site, today: date, tmp_path: Path
):
    everyone = {}
    for username, *about in PEOPLE:
        person = everyone[username] = Person(chromium, site, username)
        person.sign_in(site.new_account(username, *about))
    desk = Desk(everyone["staff"], everyone["manager"], today, tmp_path)
    landed = pipeline(desk)
    number = desk.draft_brief()
    printed(everyone["leader"], number, landed, tmp_path)
    audited(everyone["auditor"], site)
    for person in everyone.values():
        person.leave()


def pipeline(desk: Desk) -> Look:
    """From the lead to 注册, with every figure before and after each step."""
    desk.set_targets()
    start = desk.look()
    desk.log_lead()
    desk.look().moved(start, {})
    desk.convert()
    talks = desk.look()
    talks.moved(start, {"在谈": 1, "推进中": 1}, pipeline=ONE, expected=TALKS)

    number, parties = "盐开管协〔2026〕17号", f"盐城经济技术开发区管委会、{COMPANY}"
    desk.report("签约", AGREEMENT, agreement=["正式合同"], document_number=number, parties=parties)
    waiting = desk.look()
    waiting.moved(talks, {}, reported=ONE)
    desk.verify("签约", AGREEMENT)
    signed = desk.look()
    step = SIGNED - TALKS
    signed.moved(waiting, {"在谈": -1, "签约": 1}, verified=ONE, reported=-ONE, expected=step)

    own = {"company_name": "盐城海纳晶圆有限公司", "credit_code": CREDIT, "capital_fen": 20000}
    desk.report("注册", LICENCE, **own)
    assert desk.look().node.reported == 1
    desk.verify("注册", LICENCE)
    landed = desk.look()
    landed.moved(signed, {"签约": -1, "注册": 1}, pipeline=-ONE, expected=-SIGNED, landed=ONE)
    return landed


def printed(leader: Person, number: str, figures: Look, folder: Path) -> None:
    """The leader issues the brief; what is printed is what the pages say."""
    brief = leader.read(number).locator("article")
    leader.press("签发", sure=True)
    leader.told("已签发")
    said = figures_in(brief)
    text = text_of(leader.save("下载 PDF", folder))
    assert len(said) > 10
    assert [one for one in said if one not in text] == []
    count, amount = figures.funnel["推进中"]
    assert f"推进中的项目{count}个，投资额{amount:,.2f}亿元" in text
    quota = figures.quota
    completion = quota.words.split("完成 ")[1].split(" ")[0]
    assert f"目标60个，已认定{quota.verified}个，完成率{completion}" in text
    assert f"尚缺{quota.missing}个" in text
    for stage in ("签约", "注册"):
        assert f"新{stage}项目{ONE}个，投资额5.00亿元" in text
    node = figures.node
    assert f"目标{node.target}家，已落地{node.landed}家" in text
    assert f"晶圆（{node.uncovered}家）" in text
    assert packed(PROJECT) in text


def audited(auditor: Person, site: Site) -> None:
    """The log tells it in sentences, and nothing in it has been touched."""
    main = auditor.read("/audit")
    for sentence in ("认定", "填报", "签发", AGREEMENT, PROJECT):
        expect(main).to_contain_text(sentence)
    auditor.page.goto("/projects")
    expect(auditor.page.locator("main")).to_contain_text("没有权限")
    assert "审计链完整" in site.flask("audit", "verify")
