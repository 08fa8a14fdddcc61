"""Badges, bars, strips, gaps, charts: what they say beside their colours."""

from types import SimpleNamespace

import pytest

from crm.lib.bars import quota_bar
from crm.lib.labelled import Labelled
from tests.macros.conftest import TEMPLATES, Show


class Stage(Labelled):
    NEGOTIATING = "negotiating", "在谈"
    SIGNED = "signed", "签约"
    REGISTERED = "registered", "注册"
    STARTED = "started", "开工"
    PRODUCTION = "production", "投产"
    CAPACITY = "capacity", "达产"
    PAUSED = "paused", "搁置"
    DROPPED = "dropped", "终止"


class Pace(Labelled):
    AHEAD = "ahead", "超序时"
    EVEN = "even", "达序时"
    BEHIND = "behind", "滞后"
    FAR_BEHIND = "far_behind", "严重滞后"


@pytest.mark.parametrize("member", [*Stage, *Pace])
def test_a_badge_holds_its_word_and_has_a_style(show: Show, member: Labelled):
    macro, prefix = ("stage", "stage") if isinstance(member, Stage) else ("progress", "pace")
    page = show(f"{{% from 'macros/badges.html' import {macro} %}}{{{{ {macro}(s) }}}}", s=member)
    assert page.text == member.label
    style = (TEMPLATES.parent / "static/css/parts.css").read_text(encoding="utf-8")
    assert f".{prefix}-{member.value} " in style


def test_a_quota_bar_reads_as_the_office_writes_it(show: Show):
    bar = quota_bar(42, 5, 60, 78.5, 70.0, -8.5, unit="个", forecast=(50, 62), state=Pace.BEHIND)
    page = show("{% from 'macros/bars.html' import quota_bar %}{{ quota_bar(bar) }}", bar=bar)
    assert page.find("p").text == "42 / 60 个 · 完成 70.0% · 与序时差 −8.5 滞后"
    assert page.find("svg")["aria-label"].startswith("目标 60个，已认定 42，待认定 5")
    assert page.find("rect", class_="quota-goal")


def test_a_bar_without_report_or_forecast_leaves_them_out(show: Show):
    bar = quota_bar(3, 0, 10, 50, 30, -20)
    page = show("{% from 'macros/bars.html' import quota_bar %}{{ quota_bar(bar) }}", bar=bar)
    assert not page.find("rect", class_="quota-reported")
    assert not page.find("rect", class_="quota-range")
    assert not page.find("rect", class_="quota-goal")


def test_the_strip_tells_reported_from_verified(show: Show):
    steps = [
        SimpleNamespace(
            key="signed", label="签约", state="done", date="2025-09-30", note="", url=""
        ),
        SimpleNamespace(
            key="started", label="开工", state="overdue", date="2026-10-31", note="21 天", url="/x"
        ),
        SimpleNamespace(key="capacity", label="达产", state="open", date=None, note="", url=""),
    ]
    page = show("{% from 'macros/milestones.html' import strip %}{{ strip(steps) }}", steps=steps)
    done, late, ahead = page.find_all("li")
    assert "已认定" in done.text
    assert "已逾期 · 21 天" in late.text
    assert late.find("a")["href"] == "/x"
    assert "—" in ahead.text


def test_each_figure_of_a_gap_leads_to_its_list(show: Show):
    cell = SimpleNamespace(
        target=18,
        landed=2,
        pipeline=1,
        uncovered=None,
        level=4,
        target_url="",
        landed_url="/projects?landed=1",
        pipeline_url="/projects?node=x",
        uncovered_url="/never",
    )
    page = show("{% from 'macros/gaps.html' import gap_cell %}{{ gap_cell(cell) }}", cell=cell)
    assert [link["href"] for link in page.find_all("a")] == [
        "/projects?landed=1",
        "/projects?node=x",
    ]
    assert page.find_all("dd")[-1].text == "—"


def test_a_chart_brings_its_table(show: Show):
    page = show(
        "{% from 'macros/charts.html' import chart %}"
        "{% call chart('各阶段', '/f.json', 'funnel', '/f.xlsx') %}<table></table>{% endcall %}"
    )
    assert page.find(attrs={"data-chart": "/f.json"})["data-chart-kind"] == "funnel"
    assert page.find("details").find("table")
    assert page.find("a", href="/f.xlsx")


def test_plans_that_disagree_are_both_named(show: Show):
    page = show(
        "{% from 'macros/source.html' import source_list %}"
        "{{ source_list([('甲规划', '3.1', '15 家'), ('乙规划', '2.4', '20 家')]) }}"
    )
    assert "《甲规划》3.1" in page.text
    assert "《乙规划》2.4" in page.text
    assert "说法不一" in page.text


def test_the_timeline_shows_what_changed(show: Show):
    entry = SimpleNamespace(
        at="2026-11-02 11:05",
        text="修改了项目",
        who="王建国",
        details=[("总投资", "<b>", ""), ("用地", "", "120 亩")],
    )
    page = show(
        "{% from 'macros/timeline.html' import timeline %}{{ timeline([entry]) }}", entry=entry
    )
    assert "2 处修改" in page.text
    assert page.find("del").text == "<b>"
    assert page.find("ins").text == "空"
