"""The statement that counts and the rule that decides agree."""

from random import Random

import pytest
from sqlalchemy.orm import Session

from crm.analytics.queries.counting import count
from crm.analytics.rules.quotas import Fact, Tally, Terms, counts_for
from crm.lib.periods import Period
from crm.plans.rules import Metric, Stage
from tests.analytics.world import World, make_terms, make_world

CASES = 120


def expected(terms: Terms, facts: list[Fact]) -> Tally:
    """The plain reading: look at every milestone."""
    found = Tally()
    for fact in facts:
        if counts_for(terms, fact):
            found.add(fact)
    return found


def numbers(tally: Tally) -> tuple[int, ...]:
    return tally.net, tally.gross, tally.reported


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_the_statement_counts_what_the_rule_counts(session: Session, seed: int):
    random = Random(seed)
    world = make_world(session, random)
    quotas = [make_terms(random, world, number) for number in range(CASES)]
    facts = world.facts()
    counted = count(session, None, quotas, world.definition)
    for quota in quotas:
        plain = expected(quota, facts)
        assert numbers(counted[quota.quota_id]) == numbers(plain), quota
        if not quota.by_node and quota.metric is not Metric.COUNT:
            assert counted[quota.quota_id].net_fen == plain.net_fen, quota
    assert sum(tally.net for tally in counted.values()) > CASES // 2


def amounts_by_node(session: Session, world: World) -> tuple[int, int]:
    """The amount of a whole chain, and the sum over its top nodes."""
    chain = world.nodes[0].chain_id
    tops = [node for node in world.nodes if node.chain_id == chain and node.parent_id is None]
    span = Period.years(2021, 2026)
    given = {"milestone": Stage.SIGNED, "period": span, "unit_path": world.units[0].path}
    whole = Terms(quota_id=0, metric=Metric.INVESTMENT, chain_id=chain, **given)
    parts = [
        Terms(quota_id=node.id, metric=Metric.INVESTMENT, node_path=node.path, **given)
        for node in tops
    ]
    counted = count(session, None, [whole, *parts], world.definition)
    return counted[0].net_fen, sum(counted[node.id].net_fen for node in tops)


def test_amounts_split_by_node_add_up_to_the_chain(session: Session):
    random = Random(4)
    world = make_world(session, random)
    whole, parts = amounts_by_node(session, world)
    assert whole == parts > 0


def test_net_is_at_most_gross(session: Session):
    random = Random(5)
    world = make_world(session, random, projects=100)
    quotas = [make_terms(random, world, number) for number in range(40)]
    for tally in count(session, None, quotas, world.definition).values():
        assert 0 <= tally.net <= tally.gross


def test_any_number_of_quotas_takes_the_same_statements(session: Session, count_queries):
    random = Random(6)
    world = make_world(session, random, projects=30)
    quotas = [make_terms(random, world, number) for number in range(50)]
    with count_queries() as few:
        count(session, None, quotas[:2], world.definition)
    with count_queries() as many:
        count(session, None, quotas, world.definition)
    # Milestones by node, by chain, by other filters and by none; capacities, money, the shares
    # of both on other nodes; the revision.
    assert len(few) <= len(many) <= 9
