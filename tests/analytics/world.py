"""A small made-up zone at random: units, a chain of three levels, projects and milestones."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import UnitKind
from crm.analytics.rules.quotas import Fact, Terms
from crm.chains.models import Chain, ChainNode
from crm.companies.models import Company
from crm.companies.rules import Relation
from crm.lib.periods import Period
from crm.lib.regions import RegionGroup, in_group
from crm.lib.trees import child_path
from crm.plans.models import Definition
from crm.plans.rules import Agreement, Channel, Metric, ProjectKind, Stage
from crm.projects.models import Milestone, Project, ProjectNode
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import counts

STAGES = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)
FIRST, LAST = date(2021, 1, 1), date(2026, 11, 20)
REGIONS = ("320900", "310000", "440300", "440100", "110000", "810000", None)
COUNTRIES = ("CN", "CN", "CN", "KR", "JP", "DE", "HK")
LIMITS = (None, None, None, 10**11, 10**12)


@dataclass
class World:
    """What there is, and the definition that counts it."""

    units: list[OrgUnit]
    nodes: list[ChainNode]
    projects: list[Project]
    milestones: list[Milestone]
    definition: Definition

    def facts(self) -> list[Fact]:
        """Every milestone that the definition leaves in, one by one."""
        projects = {project.id: project for project in self.projects}
        return [
            self._fact(one, projects[one.project_id])
            for one in self.milestones
            if one.state in (MilestoneState.VERIFIED, MilestoneState.REPORTED)
            and counts(one.agreement, projects[one.project_id].kind, self.definition)
        ]

    def _fact(self, milestone: Milestone, project: Project) -> Fact:
        node = next(node for node in self.nodes if node.id == project.node_id)
        return Fact(
            stage=milestone.stage,
            day=milestone.occurred_on,
            verified=milestone.state is MilestoneState.VERIFIED,
            dropped=project.state is ProjectState.DROPPED,
            node_path=node.path,
            chain_id=node.chain_id,
            unit_path=next(unit.path for unit in self.units if unit.id == project.unit_id),
            foreign=project.is_foreign,
            groups=frozenset(
                group
                for group in RegionGroup
                if in_group(project.region_code, project.country, group)
            ),
            channel=project.channel,
            investment_fen=project.investment_fen,
            amount_fen=milestone.amount_fen or 0,
        )


def make_world(session: Session, random: Random, projects: int = 300) -> World:
    """A zone with that many projects."""
    units, nodes = _units(session), _nodes(session)
    company = Company(
        name="样例", core_name="样例", sound="yl", relation=Relation.INVESTOR, unit_id=units[0].id
    )
    definition = Definition(
        name="口径",
        effective_from=FIRST,
        landed_stage=Stage.REGISTERED,
        framework_counts=False,
        kinds_left_out=[ProjectKind.REAL_ESTATE, ProjectKind.RELOCATION],
        milestones={},
        weights={stage: 10 * place for place, stage in enumerate(Stage)},
    )
    session.add_all([company, definition])
    session.flush()
    made = [_project(random, company, units, nodes, number) for number in range(projects)]
    session.add_all(made)
    session.flush()
    milestones = [one for project in made for one in _milestones(random, project)]
    session.add_all(milestones)
    session.add_all(part for project in made for part in _parts(random, project, nodes))
    session.flush()
    return World(units, nodes, made, milestones, definition)


def make_terms(random: Random, world: World, number: int) -> Terms:
    """A quota that asks for this and that."""
    start = date(random.choice((2021, 2023, 2024, 2026)), random.choice((1, 1, 7)), 1)
    end = random.choice((date(2023, 12, 31), date(2026, 12, 31), start + timedelta(days=89)))
    node = random.choice((None, None, None, *world.nodes))
    unit = random.choice((world.units[0], world.units[0], *world.units))
    return Terms(
        quota_id=number,
        milestone=random.choice(STAGES),
        period=Period(start, max(start, end)),
        unit_path=unit.path,
        metric=random.choice(list(Metric)),
        chain_id=random.choice((None, None, None, world.nodes[0].chain_id)),
        node_path=node.path if node else None,
        foreign_only=random.random() < 0.2,
        region_group=random.choice(list(RegionGroup)) if random.random() < 0.3 else None,
        channel=random.choice((None, None, None, Channel.OFFICE, Channel.CHAIN)),
        least_fen=random.choice(LIMITS),
    )


def _units(session: Session) -> list[OrgUnit]:
    made: list[OrgUnit] = []
    for number, above in enumerate((None, 0, 0, 1, 1)):
        kind = UnitKind.ZONE if above is None else UnitKind.PARK
        unit = OrgUnit(name=f"单位{number}", kind=kind, path="")
        unit.parent_id = None if above is None else made[above].id
        session.add(unit)
        session.flush()
        unit.path = child_path(None if above is None else made[above].path, unit.id)
        made.append(unit)
    session.flush()
    return made


def _nodes(session: Session) -> list[ChainNode]:
    chains = [Chain(code=f"chain-{n}", name=f"链{n}") for n in range(2)]
    session.add_all(chains)
    session.flush()
    made: list[ChainNode] = []
    for number, (chain, above) in enumerate(((0, None), (0, None), (0, 0), (0, 2), (1, None))):
        node = ChainNode(
            chain_id=chains[chain].id, code=f"n{number}", name=f"环节{number}", path=""
        )
        node.parent_id = None if above is None else made[above].id
        session.add(node)
        session.flush()
        node.path = child_path(None if above is None else made[above].path, node.id)
        made.append(node)
    session.flush()
    return made


def _project(
    random: Random, company: Company, units: list[OrgUnit], nodes: list[ChainNode], number: int
) -> Project:
    country = random.choice(COUNTRIES)
    return Project(
        name=f"项目{number}",
        company_id=company.id,
        node_id=random.choice(nodes).id,
        unit_id=random.choice(units).id,
        kind=random.choice((ProjectKind.NEW, ProjectKind.NEW, *ProjectKind)),
        investment_fen=random.choice((None, 5 * 10**10, 10**11, 3 * 10**11, 10**12, 10**15)),
        country=country,
        region_code=random.choice(REGIONS) if country == "CN" else None,
        is_foreign=random.random() < 0.3,
        channel=random.choice((None, Channel.OFFICE, Channel.CHAIN)),
        state=random.choice(
            (*[ProjectState.ACTIVE] * 4, ProjectState.PAUSED, ProjectState.DROPPED)
        ),
        stage=random.choice(list(Stage)),
        last_moved_on=FIRST,
    )


def _milestones(random: Random, project: Project) -> list[Milestone]:
    span = (LAST - FIRST).days
    edges = (date(2023, 12, 31), date(2024, 1, 1), date(2021, 1, 1), date(2026, 6, 30))
    return [
        Milestone(
            project_id=project.id,
            stage=stage,
            occurred_on=random.choice((*edges, FIRST + timedelta(days=random.randrange(span)))),
            state=random.choice(
                (MilestoneState.VERIFIED, MilestoneState.VERIFIED, *MilestoneState)
            ),
            amount_fen=random.choice((None, project.investment_fen, 12_345_678_901)),
            agreement=random.choice((None, *Agreement)) if stage is Stage.SIGNED else None,
        )
        for stage in STAGES
        if random.random() < 0.7
    ]


def _parts(random: Random, project: Project, nodes: list[ChainNode]) -> list[ProjectNode]:
    others = [node for node in nodes if node.id != project.node_id]
    chosen = random.sample(others, random.choice((0, 0, 1, 2)))
    parts = [(node.id, random.choice((1, 1250, 3333))) for node in chosen]
    main = 10_000 - sum(share for _node, share in parts)
    return [
        ProjectNode(project_id=project.id, node_id=node_id, share=share)
        for node_id, share in [(project.node_id, main), *parts]
    ]
