"""Loading again changes nothing; what people have done stays; wrong files say what is wrong."""

import shutil
from pathlib import Path

import pytest
from sqlalchemy import delete, func, select

from crm.accounts.models import OrgUnit
from crm.chains.models import Chain, ChainNode, KeyTechnology
from crm.companies.models import Company
from crm.core.db import Model
from crm.exchange.seeds.files import BadSeeds
from crm.exchange.seeds.load import load
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.plans.models import Quota
from tests.factories.accounts import make_cast
from tests.factories.chains import make_chain

SEEDS = Path(__file__).parents[2] / "seeds"
PLAN = """
plan: {code: other, title: 另一规划, starts_on: 2026-01-01, ends_on: 2030-12-31,
       states_on: 2025-12-31}
"""
QUOTA = """
quotas:
  - {code: other-signed, title: 新签约, milestone: signed, starts_on: 2026-01-01,
     ends_on: 2026-12-31, target: 60, chapter: 第一章, section: 一}
"""


@pytest.fixture
def folder(tmp_path):
    """A seed folder of one's own; `write(name, text)` puts a file there."""
    (tmp_path / "other").mkdir()

    def write(name: str, text: str) -> Path:
        (tmp_path / name).write_text(text, encoding="utf-8")
        return tmp_path

    write("organisation.yaml", "units: [{name: 某开发区, kind: zone}]")
    return write


def rows(session) -> dict[str, int]:
    return {
        table.name: session.scalar(select(func.count()).select_from(table))
        for table in Model.metadata.sorted_tables
        if table.name not in ("audit_entries", "audit_head")
    }


def test_loading_twice_makes_nothing_twice(session, seeds):
    before, said = rows(session), []
    again = load(session, SEEDS, said.append)
    assert again.read == seeds.read
    assert not again.created
    assert rows(session) == before
    assert said == []


def test_unchanged_files_are_not_read_again(session, seeds, tmp_path):
    copy = tmp_path / "seeds"
    shutil.copytree(SEEDS, copy)
    quota = session.scalars(select(Quota)).first()
    quota.target += 1
    session.flush()
    said = []
    again = load(session, copy, said.append, only_if_changed=True)
    assert (again.read, said) == (seeds.read, [])
    (copy / "organisation.yaml").write_text("units: []\n")
    load(session, copy, said.append, only_if_changed=True)
    assert len(said) == 1


def test_what_people_have_changed_stays_and_is_said(session, seeds):
    quota = session.scalars(select(Quota).where(Quota.code == "yc-etdz-ei-signed-2023")).one()
    quota.target = 80
    company = session.scalars(select(Company).where(Company.name == "英锐半导体")).one()
    company.name = "英锐半导体(盐城)有限公司"
    zone = session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).one()
    zone.name = "某开发区"
    session.flush()
    before, said = rows(session), []
    found = load(session, SEEDS, said.append)
    assert (quota.target, company.name, zone.name) == (80, "英锐半导体(盐城)有限公司", "某开发区")
    assert rows(session) == before
    assert found.differences == len(said) == 3
    line = next(one for one in said if "signed-2023" in one or "新签约" in one)
    assert "yc-etdz-ei/quotas.yaml" in line
    assert "目标值在文件中是“60”，系统中是“80”" in line


def test_a_claimed_lead_is_work_and_no_difference(session, seeds, cast):
    lead = session.scalars(select(Lead)).first()
    lead.state, lead.owner_id, lead.unit_id = LeadState.OPEN, cast.staff.id, cast.park_a.id
    session.flush()
    said = []
    load(session, SEEDS, said.append)
    assert not [line for line in said if lead.company_name in line]


def test_what_people_have_removed_does_not_come_back(session, seeds):
    session.execute(delete(KeyTechnology).where(KeyTechnology.name == "射频芯片"))
    load(session, SEEDS)
    wanted = select(KeyTechnology).where(KeyTechnology.name == "射频芯片")
    assert session.scalars(wanted).all() == []


def test_what_was_there_before_is_taken_over(session):
    cast = make_cast(session)
    chain = make_chain(session, "我们的集成电路", code="ic")
    said = []
    load(session, SEEDS, said.append)
    assert session.scalars(select(Chain).where(Chain.code == "ic")).all() == [chain]
    assert chain.name == "我们的集成电路"
    roots = session.scalars(select(OrgUnit).where(OrgUnit.parent_id.is_(None))).all()
    assert roots == [cast.zone]
    assert any("我们的集成电路" in line for line in said)


def test_a_plan_that_no_seed_knows_loads_from_a_folder(session, folder):
    folder("other/plan.yaml", PLAN)
    folder(
        "other/chain.yaml",
        """
chains:
  - code: sensors
    name: 传感器
    nodes:
      - {code: a, name: 甲, nodes: [{code: b, name: 乙, nodes: [{code: c, name: 丙}]}]}
""",
    )
    place = folder(
        "other/quotas.yaml",
        QUOTA.replace("target: 60", "target: 60, node: sensors/b, region_group: korea"),
    )
    counts = load(session, place)
    assert counts.read["node"] == 3
    quota = session.scalars(select(Quota)).one()
    node = session.get(ChainNode, quota.node_id)
    assert (node.name, node.path.count("/")) == ("乙", 3)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"target: 60": "target: -1"}, "quotas“新签约”：target：应为不小于 0"),
        ({"target: 60": "target: 六十"}, "target：应为数字"),
        ({"milestone: signed": "milestone: sold"}, "milestone：“sold”不在可选范围内"),
        ({"target: 60, ": ""}, "缺少“target”"),
        ({"section: 一": "section: 一, sektion: 二"}, "不认识的字段“sektion”"),
        ({"code: other-signed": "code: 签约"}, "code：代码只能用小写字母"),
        ({"2026-12-31": "明年"}, "ends_on：日期请写成"),
        ({"2026-12-31": "2025-12-31"}, "ends_on：早于 starts_on"),
        ({"section: 一": "section: 一, node: ic/nothing"}, "node：没有环节“ic/nothing”"),
        ({"section: 一": "section: 一, chain: nothing"}, "chain：没有代码为“nothing”的产业链"),
        ({"section: 一": "section: 一, unit: 无此园区"}, "unit：没有名为“无此园区”的机构"),
        ({"quotas:": "quotes:"}, "不认识的部分“quotes”"),
        ({"quotas:": "quotas: 三条"}, "写法有误"),
        ({"- {code": "{code"}, "应为列表"),
    ],
)
def test_a_fault_is_named_with_file_entry_and_field(session, folder, change, words):
    text = QUOTA
    for old, new in change.items():
        text = text.replace(old, new)
    folder("other/plan.yaml", PLAN)
    place = folder("other/quotas.yaml", text)
    with pytest.raises(BadSeeds) as bad:
        load(session, place)
    assert "other/quotas.yaml" in bad.value.sentence
    assert words in bad.value.sentence


def test_all_faults_are_said_at_once_and_nothing_is_written(session, folder):
    folder("other/plan.yaml", PLAN.replace("2026-01-01", "x"))
    place = folder("other/quotas.yaml", QUOTA.replace("60", "x"))
    before = rows(session)
    with pytest.raises(BadSeeds) as bad:
        load(session, place)
    assert len(bad.value.sentence.splitlines()) == 2
    assert rows(session) == before


@pytest.mark.parametrize("text", ["a: [b", "\t- x", "- 一\n- 二", "quotas", "a: &a [*a]"])
def test_broken_yaml_gets_a_sentence(session, folder, text):
    with pytest.raises(BadSeeds, match=r"other/quotas\.yaml"):
        load(session, folder("other/quotas.yaml", text))


def test_a_file_of_another_encoding_gets_a_sentence(session, folder, tmp_path):
    (tmp_path / "other/plan.yaml").write_bytes("plan: {title: 规划}".encode("gb18030"))
    with pytest.raises(BadSeeds, match="UTF-8"):
        load(session, tmp_path)


def test_indicators_without_a_plan_get_a_sentence(session, folder):
    text = "indicators: [{code: a, name: 甲, unit: 家, chapter: 一, section: 一, values: []}]"
    with pytest.raises(BadSeeds, match="没有 plan"):
        load(session, folder("other/indicators.yaml", text))


def test_a_folder_that_is_not_there_gets_a_sentence(session, tmp_path):
    with pytest.raises(BadSeeds, match="没有种子数据目录"):
        load(session, tmp_path / "nothing")
