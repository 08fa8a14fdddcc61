"""What staff and manager do with one project, and the figures that move by it."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import expect

from tests.journeys import figures
from tests.journeys.person import Person

PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
ZONE = "盐城经济技术开发区"
COMPANY = "江苏海纳晶圆科技有限公司"
PROJECT = "年产十万片硅片项目"
NODE, CODE = "晶圆", "wafer"
AMOUNT = Decimal(5)
NOTHING = Decimal(0)


@dataclass(frozen=True)
class Look:
    """The figures of one moment: target, funnel, node."""

    quota: figures.Quota
    funnel: figures.Funnel
    node: figures.Node

    def moved(self, before: "Look", stages: dict[str, int], **by: Decimal) -> None:
        """Since `before` exactly this has moved: projects by stage, and the other figures.

        Whatever is not named stands where it stood; amounts move with the projects.
        """
        for stage, (count, amount) in self.funnel.items():
            count_before, amount_before = before.funnel[stage]
            step = stages.get(stage, 0)
            assert (count, amount) == (count_before + step, amount_before + step * AMOUNT), stage
        quota, was = self.quota, before.quota
        assert quota.verified - was.verified == by.get("verified", NOTHING)
        assert quota.reported - was.reported == by.get("reported", NOTHING)
        node, old = self.node, before.node
        for name in ("landed", "pipeline", "expected"):
            assert getattr(node, name) - getattr(old, name) == by.get(name, NOTHING), name
        assert node.uncovered == max(NOTHING, node.target - node.landed - node.expected)


class Desk:
    """The office in which the project is made."""

    def __init__(self, staff: Person, manager: Person, today: date, folder: Path) -> None:
        self.staff, self.manager, self.today, self.folder = staff, manager, today, folder
        self.quota = self.project = ""

    def look(self) -> Look:
        """Read the figures as the manager sees them."""
        year = self.today.year
        return Look(
            quota=figures.quota(self.manager, self.quota),
            funnel=figures.funnel(self.manager),
            node=figures.node(self.manager, f"/chains/ic?period={year}-{year}", CODE),
        )

    def set_targets(self) -> None:
        """The manager sets the year's targets: 签约 of the zone, 注册 of the node."""
        self._set_target("新签约项目", 60, "签约")
        self.quota = re.sub(r"^.*?(/quotas/\d+).*$", r"\1", self.manager.page.url)
        self._set_target("招引晶圆企业", 30, "注册", NODE)

    def _set_target(self, title: str, target: int, milestone: str, node: str = "") -> None:
        person, year = self.manager, self.today.year
        person.read("/quotas/new")
        person.fill(title=f"{year}年{title}", unit_id=[ZONE], milestone=[milestone], target=target)
        person.fill(starts_on=f"{year}-01-01", ends_on=f"{year}-12-31")
        if node:
            person.pick("node_id", node)
        person.press("保存目标")
        expect(person.page).to_have_url(re.compile(r"/quotas/\d+$"))

    def log_lead(self) -> None:
        """Staff logs what was heard, typing only: a company that nobody knows yet."""
        person = self.staff
        person.read("/leads/new")
        person.page.locator("#company_name").press_sequentially(COMPANY)
        person.pick("node_id", NODE)
        person.fill(intent="拟建 12 英寸硅片产线", amount_minor=AMOUNT, next_step="约来区考察")
        person.page.locator("#amount_minor-unit").select_option(label="亿元")
        person.fill(next_step_on=self.today + timedelta(days=3))
        person.forget()  # signed out meanwhile, as after a long telephone call
        person.press("保存线索")
        person.told("已填写的内容保留在浏览器中")
        person.come_back("重新登录")
        person.press("找回")
        person.press("保存线索")
        person.told("已登记")
        expect(person.page.locator("h1")).to_contain_text(COMPANY)
        expect(person.page.locator("main")).to_contain_text("约来区考察")

    def convert(self) -> None:
        """The lead becomes a project; the company is created on the way."""
        person = self.staff
        person.follow("转为项目")
        expect(person.page.locator("#company_name")).to_have_value(COMPANY)
        expect(person.page.locator("#amount")).to_have_value("5")
        person.fill(name=PROJECT)
        person.press("保存项目")
        person.told("线索已转为项目")
        expect(person.page.locator("h1")).to_contain_text(PROJECT)
        self.project = re.sub(r"^.*?(/projects/\d+).*$", r"\1", person.page.url)
        expect(person.page.locator("main").get_by_role("link", name=COMPANY).first).to_be_visible()

    def report(self, stage: str, file: str, **fields: object) -> None:
        """Staff reports a milestone of today with its evidence."""
        person = self.staff
        person.read(self.project)
        person.follow(f"填报{stage}")
        person.fill(occurred_on=self.today, **fields)
        paper = {"name": file, "mimeType": "application/pdf", "buffer": PDF}
        person.page.locator("#files").set_input_files(paper)
        person.press(f"填报{stage}")
        person.told(f"{stage}已填报")

    def verify(self, stage: str, file: str) -> None:
        """The manager finds it among what waits, reads the file and verifies."""
        person = self.manager
        waiting = person.read("/").locator("section, div.card").filter(has_text="待认定").last
        waiting.get_by_role("link", name=re.compile(PROJECT)).first.click()
        expect(person.page).to_have_url(re.compile(rf"{self.project}\b"))
        person.read(f"{self.project}?tab=milestones")
        kept = person.save(file, self.folder)
        assert (kept.name, kept.read_bytes()) == (file, PDF)
        person.press("认定", sure=True)
        person.told(f"{stage}已认定")

    def draft_brief(self) -> str:
        """The manager makes the brief of the running month; gives its address."""
        person = self.manager
        person.read("/briefs")
        person.follow("编制月报")
        month = f"{self.today.year}年{self.today.month}月（到今天为止）"
        person.fill(month=[month], unit_id=[ZONE])
        person.press("生成草稿")
        person.told("草稿已生成")
        return re.sub(r"^.*?(/briefs/\d+).*$", r"\1", person.page.url)
