"""The rows of the table: what is asked, on whose behalf, and what it may take.

Limits are milliseconds of the median, most of them also a multiple of the floor, the empty page
of the same run: absolute times differ from machine to machine, the multiples hold.
"""

import re
from dataclasses import dataclass
from itertools import count
from random import Random

from tests.bench.measure import Ask, Unexpected
from tests.bench.subjects import Subjects
from tests.bench.visitor import Request, Visitor

ANY_PAGE = 50.0  # what a page without a limit of its own may take
# Signs of which no two names made of four of them resemble one another.
SIGNS = "澜沣骐骥翊翎璟琛瑾瑜珩璋琮珏炜炫焱烨煜熠铄铠铭锐镕镇韬韫颢颛飏飒馥馨鸿鹄鹏鹤麒麟"
_numbers = count(1)


@dataclass(frozen=True)
class Row:
    """One thing that people do."""

    key: str
    label: str
    who: str
    ask: Ask
    limit: float | None = ANY_PAGE
    floors: float | None = None
    status: int = 200

    @property
    def counted(self) -> bool:
        """Whether it has statements to count; the floor's pages are the server's alone."""
        return self.key not in ("floor", "rows", "plain")


def page(key: str, label: str, path: str, who: str = "leader", **limits: float | None) -> Row:
    """A page that is only looked at."""
    return Row(key, label, who, lambda _visitor: Request(path), **limits)


FLOOR = page("floor", "空白页（地板）", "/bench/floor", limit=None)
PLAIN = page("plain", "Flask 的 50 行", "/bench/plain/", limit=None)


def rows(found: Subjects, passwords: dict[str, str], worst: tuple[str, str]) -> list[Row]:
    """All rows; `worst` are the slowest filters of projects and leads."""
    return [
        *_lists(found, worst), *_records(found), *_readers(), *_after(found, passwords),
        *_writes(passwords),
    ]  # fmt: skip


def _lists(found: Subjects, worst: tuple[str, str]) -> list[Row]:
    first = {"limit": 8.0, "floors": 5.0}
    return [
        page("rows", "内存中的 50 行", "/bench/rows", limit=None),
        page("projects", "项目首页·领导", "/projects", **first),
        page("projects-unit", "项目首页·负责人", "/projects", "manager", **first),
        page("leads", "线索首页·领导", "/leads", **first),
        page("leads-unit", "线索首页·负责人", "/leads", "manager", **first),
        page("pool", "公共池", "/leads/pool", "staff", **first),
        page("companies", "企业首页", "/companies", **first),
        page("companies-chain", "企业按产业链", "/companies?chain=ic"),
        page("activities", "跟进列表", "/activities"),
        page("activities-words", "跟进按词", "/activities?q=补贴"),
        page("activities-rare", "跟进按少见的词", "/activities?q=孙子"),
        page("activities-withdrawn", "已撤销的跟进", "/activities?withdrawn=yes"),
        page("projects-stage", "项目按阶段", "/projects?stage=signed", limit=8.0),
        page("leads-state", "线索按状态", "/leads?state=pool", limit=8.0),
        page("projects-worst", "项目最慢的筛选", worst[0]),
        page("leads-worst", "线索最慢的筛选", worst[1]),
        page("search-pair", "搜索两个字", f"/search?q={found.pair}", limit=10.0),
        page("search-initials", "搜索首字母", f"/search?q={found.initials}", limit=10.0),
        page("search-unit", "搜索·负责人", f"/search?q={found.pair}", "manager", limit=10.0),
    ]


def _records(found: Subjects) -> list[Row]:
    return [
        page("lead", "线索页", f"/leads/{found.lead}", "manager", limit=10.0),
        page("project", "项目页", f"/projects/{found.project}", "manager", limit=10.0),
        page("company", "企业页", f"/companies/{found.company}", "manager", limit=10.0),
        page("company-staff", "企业页·专员", f"/companies/{found.company}", "staff", limit=10.0),
        page("board-chain", "看板按产业链", "/projects/board?chain=ic"),
        page("board", "看板·领导", "/projects/board", limit=20.0),
        page("board-unit", "看板·负责人", "/projects/board", "manager", limit=20.0),
    ]


def _readers() -> list[Row]:
    return [
        page("funnel", "漏斗", "/analytics/funnel", limit=20.0),
        page("quota-bars", "目标进度", "/analytics/quotas"),
        page("gaps", "缺口", "/analytics/gaps"),
        page("forecast", "预测", "/analytics/forecast"),
        page("ranking", "排名", "/analytics/ranking"),
        page("quotas", "目标列表", "/quotas", limit=40.0),
        page("quotas-all", "五百个目标", "/analytics/quotas.json?year=", limit=150.0),
        page("chains", "产业链", "/chains", limit=40.0),
        page("chain", "产业链图", "/chains/ic", limit=40.0),
        page("node", "环节页", "/chains/ic/materials"),
        page("home-staff", "工作台·专员", "/", "staff"),
        page("home-manager", "工作台·负责人", "/", "manager"),
        page("home-leader", "工作台·领导", "/", "leader"),
        Row("brief", "简报页", "leader", brief),
        Row("brief-pdf", "简报 PDF", "leader", brief_pdf, limit=None),
    ]


def _after(found: Subjects, passwords: dict[str, str]) -> list[Row]:
    """Overviews just after somebody has changed a project, when nothing is known of before."""
    change = Change(f"/projects/{found.project}/edit", passwords["manager"])

    def after(key: str, label: str, path: str, limit: float = ANY_PAGE) -> Row:
        def ask(visitor: Visitor) -> Request:
            change.make(visitor.port)
            return Request(path)

        return Row(f"{key}-after", f"{label}·刚有改动", "leader", ask, limit)

    return [
        after("funnel", "漏斗", "/analytics/funnel"),
        after("gaps", "缺口", "/analytics/gaps"),
        after("quotas", "目标列表", "/quotas"),
        after("quotas-all", "五百个目标", "/analytics/quotas.json?year=", 150.0),
        after("chain", "产业链图", "/chains/ic"),
        after("home", "工作台·领导", "/"),
    ]


def _writes(passwords: dict[str, str]) -> list[Row]:
    return [
        Row("save-lead", "保存线索", "staff", LeadForm().ask, limit=10.0, status=302),
        Row(
            "sign-in",
            "登录",
            "",
            lambda visitor: visitor.sign_in_form("staff2", passwords["staff2"]),
            limit=40.0,  # what comparing a password takes, on purpose
            status=302,
        ),
    ]


class LeadForm:
    """Logs one new lead after the other; the form is opened for each, which also shows what was
    said of the one before."""

    def __init__(self) -> None:
        self._random = Random(7)

    def ask(self, visitor: Visitor) -> Request:
        """The filled form."""
        form = visitor.form("/leads/new")
        number = next(_numbers)
        name = "".join(self._random.sample(SIGNS, 4))
        typed = {
            "company_name": f"{name}{number}有限公司",
            "intent": f"第 {number} 次测量时登记的投资意向",
            "amount_minor": str(1000 + number),
            "next_step": "电话回访",
            "next_step_on": "2099-01-01",
        }
        return Request(form.path, {**(form.fields or {}), **typed})


class Change:
    """The manager notes another next step of a project."""

    def __init__(self, path: str, password: str) -> None:
        self._path, self._password = path, password
        self._manager: Visitor | None = None

    def make(self, port: int) -> None:
        """Save it; Unexpected when it was not taken."""
        if self._manager is None:
            self._manager = Visitor(port)
            self._manager.sign_in("manager", self._password)
        form = self._manager.form(self._path)
        typed = {"next_step": f"第 {next(_numbers)} 次测量", "next_step_on": "2099-01-01"}
        answer = self._manager.send(Request(form.path, {**(form.fields or {}), **typed}))
        if answer.status != 302:
            raise Unexpected(answer)


def brief(visitor: Visitor) -> Request:
    """The newest brief."""
    match = re.search(rb'href="(/briefs/\d+)"', visitor.get("/briefs").body)
    return Request(match[1].decode() if match else "/briefs/0")


def brief_pdf(visitor: Visitor) -> Request:
    """The same as it is printed."""
    return Request(f"{brief(visitor).path}.pdf")
