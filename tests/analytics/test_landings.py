"""What counts as landed agrees with the rule that counts quotas."""

from random import Random

from crm.analytics.queries.landings import landings, pipeline
from crm.lib.periods import Period
from crm.plans.rules import Stage
from crm.projects.rules import ProjectState
from tests.analytics.world import make_world

SPANS = [Period.years(2021, 2023), Period.year(2023), Period.years(2024, 2026)]


def test_every_milestone_is_counted_in_every_period_that_holds_it(session):
    world = make_world(session, Random(7))
    paths = {node.id: node.path for node in world.nodes[:4]}
    found = landings(session, None, world.definition, SPANS, paths)
    for span in SPANS:
        wanted = [
            (fact.node_path, fact.verified, fact.dropped)
            for fact in world.facts()
            if fact.stage is Stage.REGISTERED
            and not fact.product  # a milestone, not what it brings
            and span.contains(fact.day)
            and fact.node_path in paths.values()
        ]
        counted = [
            (one.node_path, one.verified, one.dropped)
            for one in found[span]
            for _ in range(one.count)
        ]
        assert sorted(counted) == sorted(wanted)
        assert wanted


def test_no_period_asks_for_nothing(session):
    world = make_world(session, Random(1), projects=1)
    assert landings(session, None, world.definition, [], {}) == {}


def test_the_pipeline_holds_what_goes_on_and_has_not_landed(session):
    world = make_world(session, Random(3))
    paths = {node.id: node.path for node in world.nodes}
    left_out = world.definition.kinds_left_out
    wanted = [
        project
        for project in world.projects
        if project.state is ProjectState.ACTIVE
        and project.stage in (Stage.NEGOTIATING, Stage.SIGNED)
        and project.kind not in left_out
    ]
    cells = pipeline(session, None, world.definition, paths)
    assert sum(cell.count for cell in cells) == len(wanted) > 0
