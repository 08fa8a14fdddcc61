"""Mentions, figures, tasks, carriers, checks: what is refused, what is one, what stays."""

import pytest
from sqlalchemy import select

from crm.carriers.models import Carrier
from crm.chains.models import ChainNode
from crm.exchange.seeds.files import BadSeeds
from crm.exchange.seeds.load import load
from crm.plans.models import FigureReference, IndicatorValue, Quota

ORGANISATION = "units: [{name: 某开发区, kind: zone}]"
PLACE = "chapter: 一, section: 二"
TIME = "starts_on: 2026-01-01, ends_on: 2026-12-31"
GOOD = f"""
plan: {{code: one, title: 规划甲, starts_on: 2026-01-01, ends_on: 2030-12-31,
  states_on: 2025-12-31}}
clusters: [{{code: c, name: 集群}}]
chains:
  - {{code: k, name: 链, cluster: c, nodes: [{{code: a, name: 甲}}, {{code: b, name: 乙}}]}}
indicators:
  - code: i
    name: 指标
    unit: 家
    chapter: 一
    section: 二
    values:
      - {{year: 2025, kind: baseline, value: 5}}
      - {{year: 2025, kind: baseline, value: 6, source: 第五章, counts: false}}
quotas:
  - {{code: whole, title: 全部, milestone: signed, {TIME}, target: 9, {PLACE}}}
  - {{code: part, title: 部分, milestone: signed, {TIME}, target: 4, part_of: whole, {PLACE}}}
mentions: [{{name: 提法, chain: k, {PLACE}}}]
tasks: [{{number: 1, title: 任务, leads: [某开发区, 财政局], {PLACE}}}]
carriers: [{{code: spot, name: 地块, kind: land, description: 甲说, source: 第一章}}]
checks:
  - {{code: x, title: 核对, kind: equal, parts: [{{quota: part}}],
     whole: {{indicator: i, year: 2025, kind: baseline, source: 第五章}}}}
"""
OTHER = """
plan: {code: two, title: 规划乙, starts_on: 2026-01-01, ends_on: 2030-12-31, states_on: 2025-12-31}
nodes:
  - {chain: k, parent: a, nodes: [{code: a1, name: 甲一}]}
  - {chain: k, nodes: [{code: a, name: 甲, stream: up, description: 乙说甲}]}
carriers: [{code: spot, name: 地块, kind: land, description: 乙说, source: 第二章}]
"""


@pytest.fixture
def folder(tmp_path):
    """Writes the folder: the first plan's file, and the second's if any."""

    def write(one: str, two: str = ""):
        for name, text in (("one", one), ("two", two)):
            (tmp_path / name).mkdir(exist_ok=True)
            (tmp_path / name / "all.yaml").write_text(text, encoding="utf-8")
        (tmp_path / "organisation.yaml").write_text(ORGANISATION, encoding="utf-8")
        return tmp_path

    return write


def test_plans_of_two_folders_are_one_tree_and_one_place(session, folder):
    said = []
    counts = load(session, folder(GOOD, OTHER), said.append)
    nodes = {node.code: node for node in session.scalars(select(ChainNode))}
    assert nodes["a1"].path.startswith(nodes["a"].path)
    assert (nodes["a"].stream, nodes["a"].description) == ("up", "乙说甲")
    assert session.scalars(select(Carrier)).one().description == "甲说；乙说"
    assert (counts.read["node"], counts.plans["two"]["node"]) == (3, 2)
    again = load(session, folder(GOOD, OTHER), said.append)
    assert (said, +again.created) == ([], {})


def test_a_plan_that_comes_later_adds_its_words_once(session, folder):
    load(session, folder(GOOD))
    said = []
    load(session, folder(GOOD, OTHER), said.append)
    carrier = session.scalars(select(Carrier)).one()
    assert (carrier.description, said) == ("甲说；乙说", [])
    assert carrier.source == "《规划甲》第一章；《规划乙》第二章"
    carrier.description = "我们自己写的"
    session.flush()
    load(session, folder(GOOD, OTHER), said.append)
    assert carrier.description == "我们自己写的"
    assert len(said) == 1


def test_two_figures_of_one_year_are_told_apart_and_stay(session, folder):
    place = folder(GOOD)
    load(session, place)
    figures = {one.source: one for one in session.scalars(select(IndicatorValue))}
    assert {source: one.counts for source, one in figures.items()} == {"": True, "第五章": False}
    figures[""].value, figures[""].counts, figures["第五章"].counts = 7, False, True
    session.flush()
    said = []
    load(session, place, said.append)
    assert len(said) == 1  # which one counts is work, no difference
    assert "“指标”（2025年现状）：数值在文件中是“5”，系统中是“7”" in said[0]


def test_a_check_that_reads_otherwise_looks_at_other_figures(session, folder):
    load(session, folder(GOOD))
    load(session, folder(GOOD.replace("parts: [{quota: part}]", "parts: [{quota: whole}]")))
    part = select(FigureReference.subject_id).where(~FigureReference.is_whole)
    whole = select(Quota.id).where(Quota.code == "whole")
    assert session.scalars(part).all() == session.scalars(whole).all()


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("chain: k, chapter", "chapter", "mentions“提法” 的 chain：cluster、chain"),
        ("chain: k, chapter", "chain: k, cluster: c, chapter", "三者应写一个，且只写一个"),
        ("ends_on: 2030-12-31", "ends_on: 2020-12-31", "plan“规划甲” 的 ends_on：早于 starts_on"),
        ("part_of: whole", "part_of: none", "part_of：没有代码为“none”的招引目标"),
        ("target: 9,", "target: 9, part_of: part,", "part_of：上下级关系绕成了圈"),
        ("target: 9,", "target: 9, metric: capacity,", "capacity_unit：按产能计的目标要写产能单位"),
        ("{quota: part}", "{quota: none}", "checks“核对” 的 parts：没有代码为“none”的招引目标"),
        ("year: 2025, kind: baseline, source", "year: 2026, kind: baseline, source",
         "whole：指标“i”没有2026年的现状"),
        ("source: 第五章}", "source: 第六章}", "2025年的现状没有出自“第六章”的数值"),
        ("indicator: i", "plan: three, indicator: i", "的 plan：没有代码为“three”的规划"),
        ("code: part,", "code: whole,", "的 code：与 one/all.yaml 的 quotas“全部” 重复"),
        ("source: 第五章,", "", "（2025年现状） 的 code：与 one/all.yaml"),
        ("{code: b, name: 乙}", "{code: b, name: 乙, stream: 左}", "stream：“左”不在可选范围内"),
    ],
)  # fmt: skip
def test_a_fault_is_named_and_nothing_is_written(session, folder, old, new, words):
    assert old in GOOD
    text = GOOD.replace(old, new)
    with pytest.raises(BadSeeds) as bad:
        load(session, folder(text))
    assert words in bad.value.sentence
    assert session.scalars(select(Quota)).all() == []


def test_a_circle_of_nodes_and_two_places_for_one_are_refused(session, folder):
    circle = "nodes:\n  - {chain: k, parent: y, nodes: [{code: x, name: 子}]}\n"
    circle += "  - {chain: k, parent: x, nodes: [{code: y, name: 丑}]}\n"
    with pytest.raises(BadSeeds, match="绕成了圈"):
        load(session, folder(GOOD, circle))
    moved = "nodes:\n  - {chain: k, parent: a, nodes: [{code: z, name: 子}]}\n"
    moved += "  - {chain: k, parent: b, nodes: [{code: z, name: 子}]}\n"
    with pytest.raises(BadSeeds, match="在“b”下"):
        load(session, folder(GOOD, moved))


def test_what_hangs_on_a_wrong_plan_is_not_said_again(session, folder):
    with pytest.raises(BadSeeds) as bad:
        load(session, folder(GOOD.replace("ends_on: 2030-12-31", "ends_on: 2020-12-31")))
    assert len(bad.value.sentence.splitlines()) == 1
