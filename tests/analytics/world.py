"""A small made-up zone at random: units, a chain of three levels, projects and milestones."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
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
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode
from crm.projects.rules import MilestoneState, ProjectState
from crm.projects.rules.counting import counts
from tests.factories.accounts import make_user

STAGES = (Stage.SIGNED, Stage.REGISTERED, Stage.STARTED)
FIRST, LAST = date(2021, 1, 1), date(2026, 11, 20)
REGIONS = ("320900", "310000", "440300", "440100", "110000", "810000", None)
COUNTRIES = ("CN", "CN", "CN", "KR", "JP", "DE", "HK")
LIVE = (MilestoneState.VERIFIED, MilestoneState.REPORTED)
LIMITS = (None, None, None, 10**11, 10**12)
PRODUCTS = (("电池", "GW"), ("组件", "GW"), ("储能", "GWh"))


@dataclass
class World:
    """What there is, and the definition that counts it."""

    units: list[OrgUnit]
    nodes: list[ChainNode]
    projects: list[Project]
    milestones: list[Milestone]
    definition: Definition
    money: list[PaidIn]
    capacities: list[ProjectCapacity]

    def facts(self) -> list[Fact]:
        """Every milestone, capacity and amount that the definition leaves in, one by one."""
        projects = {project.id: project for project in self.projects}
        found = []
        for one in self.milestones:
            project = projects[one.project_id]
            if one.state in LIVE and counts(one.agreement, project.kind, self.definition):
                plain = self._fact(one, project, one.occurred_on, one.stage, one.amount_fen or 0)
                found.append(plain)
                found += [
                    plain._replace(
                        product=each.product, measure=each.unit, amount_fen=int(each.value * 10**4)
                    )
                    for each in self.capacities
                    if each.project_id == project.id
                ]
        for paid in self.money:
            project = projects[paid.project_id]
            if paid.state in LIVE and counts(None, project.kind, self.definition):
                found.append(self._fact(paid, project, paid.month, None, paid.cents))
        return found

    def _fact(
        self,
        row: Milestone | PaidIn,
        project: Project,
        day: date,
        stage: Stage | None,
        amount: int,
    ) -> Fact:
        node = next(node for node in self.nodes if node.id == project.node_id)
        return Fact(
            stage=stage,
            day=day,
            verified=row.state is MilestoneState.VERIFIED,
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
            owner_id=project.owner_id,
            amount_fen=amount,
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
    owner = make_user(session, unit=units[0], username="world-owner")
    session.add_all([company, definition])
    session.flush()
    made = [_project(random, company, units, nodes, number) for number in range(projects)]
    for project in made:
        project.owner_id = random.choice((None, owner.id))
    made[0].owner_id = owner.id
    session.add_all(made)
    session.flush()
    milestones = [one for project in made for one in _milestones(random, project)]
    session.add_all(milestones)
    session.add_all(part for project in made for part in _parts(random, project, nodes))
    money = [one for project in made for one in _money(random, project)]
    capacities = [one for project in made for one in _capacities(random, project)]
    session.add_all([*money, *capacities])
    session.flush()
    return World(units, nodes, made, milestones, definition, money, capacities)


def make_terms(random: Random, world: World, number: int) -> Terms:
    """A quota that asks for this and that."""
    start = date(random.choice((2021, 2023, 2024, 2026)), random.choice((1, 1, 7)), 1)
    end = random.choice((date(2023, 12, 31), date(2026, 12, 31), start + timedelta(days=89)))
    node = random.choice((None, None, None, *world.nodes))
    unit = random.choice((world.units[0], world.units[0], *world.units))
    metric = random.choice((Metric.COUNT, Metric.COUNT, *Metric))
    product, measure = random.choice(PRODUCTS) if metric is Metric.CAPACITY else ("", "")
    return Terms(
        quota_id=number,
        milestone=random.choice(STAGES),
        period=Period(start, max(start, end)),
        unit_path=unit.path,
        metric=metric,
        chain_id=random.choice((None, None, None, world.nodes[0].chain_id)),
        node_path=node.path if node else None,
        foreign_only=random.random() < 0.2,
        region_group=random.choice(list(RegionGroup)) if random.random() < 0.3 else None,
        channel=random.choice((None, None, None, Channel.OFFICE, Channel.CHAIN)),
        least_fen=random.choice(LIMITS),
        most_fen=random.choice(LIMITS),
        owner_id=random.choice((None, None, None, world.projects[0].owner_id)),
        product=random.choice((product, "")),
        measure=measure,
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


def _money(random: Random, project: Project) -> list[PaidIn]:
    return [
        PaidIn(
            project_id=project.id,
            month=date(random.choice((2021, 2023, 2026)), random.choice((1, 6, 12)), 1),
            cents=random.choice((100, 5_000_001, 10**11)),
            state=random.choice((MilestoneState.VERIFIED, *MilestoneState)),
        )
        for _ in range(random.choice((0, 0, 1, 2)))
    ]


def _capacities(random: Random, project: Project) -> list[ProjectCapacity]:
    return [
        ProjectCapacity(
            project_id=project.id, product=product, unit=unit,
            value=Decimal(random.randrange(1, 100)) / 10,
        )
        for product, unit in PRODUCTS
        if random.random() < 0.2
    ]  # fmt: skip
