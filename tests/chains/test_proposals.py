"""What is proposed for a node, and why."""

from hypothesis import given
from hypothesis import strategies as st

from crm.chains.rules import Mark, Strengths, propose, propose_mark


def test_an_empty_node_is_to_be_filled():
    found = propose(Strengths(strong=("设计",)))
    assert found.mark is Mark.FILL
    assert (
        found.reason == "环节上还没有企业，也没有落地项目；相邻的“设计”有龙头企业，可以就近配套。"
    )


def test_a_node_with_a_leading_company_is_to_be_strengthened():
    found = propose(Strengths(companies=5, leading=3, leaders=("甲", "乙")))
    assert found.mark is Mark.STRENGTHEN
    assert "龙头企业甲、乙等 3 家" in found.reason


def test_a_leading_company_without_a_name_is_counted():
    assert "2 家龙头企业" in propose(Strengths(companies=2, leading=2)).reason


def test_a_node_without_a_leading_company_is_to_be_extended_from_its_neighbours():
    found = propose(Strengths(companies=2, landed=1, strong=("设计", "封测")))
    assert found.mark is Mark.EXTEND
    assert "2 家企业 和 1 个落地项目" in found.reason
    assert "从相邻的“设计”、“封测”的龙头企业向这里延伸" in found.reason


counts = st.integers(0, 9)


@given(counts, counts, counts)
def test_the_reason_agrees_with_the_mark(companies, leading, landed):
    leading = min(leading, companies)
    found = propose(Strengths(companies, leading, landed))
    assert found.mark is propose_mark(companies + landed, leading)
    assert found.reason.endswith("。")
    assert ("还没有企业" in found.reason) == (companies + landed == 0)
