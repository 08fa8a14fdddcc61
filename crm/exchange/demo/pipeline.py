"""The made-up course of a project: when it was signed, registered, started, and what was said."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from crm.exchange.demo.words import BUILD_ENDS, BUILDS, NEXT_STEPS, PLACES, SAID
from crm.leads.rules import ActivityKind, DropReason
from crm.lib.currencies import AmountUnit, Currency
from crm.plans.rules import Channel, ProjectKind, Stage
from crm.projects.rules import ProjectState

DAYS = 730
RUSH = 0.3  # share of signings that the year's end pulls to December
# For each step: chance that it happens at all, and the days that it takes.
STEPS = (
    (Stage.SIGNED, 0.55, 20, 200),
    (Stage.REGISTERED, 0.82, 8, 90),
    (Stage.STARTED, 0.75, 25, 180),
    (Stage.PRODUCTION, 0.7, 200, 420),
    (Stage.CAPACITY, 0.5, 150, 300),
)
KINDS = ((ProjectKind.NEW, 82), (ProjectKind.EXPANSION, 10), (ProjectKind.HEADQUARTERS, 5),
         (ProjectKind.RELOCATION, 2), (ProjectKind.REAL_ESTATE, 1))  # fmt: skip
DOLLAR_FEN = 710  # what one US dollar is worth in 分; the demo keeps its rate flat


@dataclass(frozen=True)
class Amount:
    """An amount as it was entered and in 分."""

    minor: int
    currency: Currency
    unit: AmountUnit
    fen: int


@dataclass
class Course:
    """What happens to one project up to today."""

    begun: date
    milestones: list[tuple[Stage, date]]
    state: ProjectState
    state_on: date | None
    reason: DropReason | None
    kind: ProjectKind
    channel: Channel
    amount: Amount
    title: str
    # The last milestone is reported and not verified yet.
    waiting: bool
    # The last time that anything was done; long ago for what stands still.
    moved_on: date

    @property
    def last_on(self) -> date:
        """The day of the last milestone."""
        return self.milestones[-1][1]

    @property
    def stage(self) -> Stage:
        """The last milestone that is verified."""
        return self.milestones[-2 if self.waiting else -1][0]


def course(random: Random, today: date, node: str, abroad: bool) -> Course:
    """The course of a project on a node."""
    begun = today - timedelta(days=random.randrange(DAYS))
    milestones = [(Stage.NEGOTIATING, begun)]
    for stage, chance, least, most in STEPS:
        on = _rushed(random, milestones[-1][1] + timedelta(days=random.randint(least, most)), stage)
        if on > today or random.random() > chance:
            break
        milestones.append((stage, on))
    state, state_on, reason = _end(random, milestones, today)
    kinds, weights = zip(*KINDS, strict=True)
    build = random.choice(BUILDS.get(node, BUILDS["applications"]))
    return Course(
        begun=begun,
        milestones=milestones,
        state=state,
        state_on=state_on,
        reason=reason,
        kind=random.choices(kinds, weights)[0],
        channel=random.choice(list(Channel)),
        amount=amount(random, abroad),
        title=build + random.choice(BUILD_ENDS),
        waiting=_waits(random, milestones, today),
        moved_on=state_on or _moved(random, milestones[-1][1], today),
    )


def _moved(random: Random, last: date, today: date) -> date:
    """Two of three projects in hand were worked on in the last two months."""
    days = random.randrange(60) if random.random() < 0.66 else random.randrange(60, 200)
    return max(last, today - timedelta(days=days))


def _waits(random: Random, milestones: list[tuple[Stage, date]], today: date) -> bool:
    stage, on = milestones[-1]
    fresh = stage is not Stage.NEGOTIATING and (today - on).days < 20
    return fresh and random.random() < 0.55


def _rushed(random: Random, on: date, stage: Stage) -> date:
    """Signings of the second half slip to, or are pulled into, December."""
    if stage is Stage.SIGNED and on.month >= 7 and random.random() < RUSH:
        return date(on.year, 12, random.randint(5, 30))
    return on


def _end(
    random: Random, milestones: list[tuple[Stage, date]], today: date
) -> tuple[ProjectState, date | None, DropReason | None]:
    last = milestones[-1][1]
    idle = (today - last).days
    early = milestones[-1][0] in (Stage.NEGOTIATING, Stage.SIGNED)
    if not early or idle < 60 or random.random() > 0.45:
        return ProjectState.ACTIVE, None, None
    on = last + timedelta(days=random.randint(30, idle - 1))
    state = ProjectState.DROPPED if random.random() < 0.75 else ProjectState.PAUSED
    return state, on, random.choice(list(DropReason))


def amount(random: Random, abroad: bool) -> Amount:
    """A total investment: half of them under three hundred million yuan, few above five billion."""
    wan = max(3_000, min(1_200_000, round(random.lognormvariate(10.2, 1.0), -3)))
    fen = int(wan) * 1_000_000
    if abroad and random.random() < 0.6:
        cents = max(5, fen // DOLLAR_FEN // 1_000_000) * AmountUnit.WAN_USD.minor * 100
        return Amount(cents, Currency.USD, AmountUnit.WAN_USD, cents * DOLLAR_FEN // 100)
    unit = AmountUnit.YI if fen % AmountUnit.YI.minor == 0 else AmountUnit.WAN
    return Amount(fen, Currency.CNY, unit, fen)


def activities(
    random: Random, begun: date, until: date, count: int
) -> Iterator[tuple[date, ActivityKind, str, str]]:
    """What was done between two days, in their order, the last on the last day, on which the
    record was followed up or moved last: day, kind, words, place."""
    days = max(0, (until - begun).days)
    offsets = sorted(min(days, random.randrange(max(1, days) + 1)) for _ in range(count))
    for offset in [*offsets[:-1], days]:
        yield (
            begun + timedelta(days=offset),
            random.choice(list(ActivityKind)),
            random.choice(SAID),
            random.choice(PLACES),
        )


def next_step(random: Random, today: date) -> tuple[str, date]:
    """What comes next, and when: some of it overdue."""
    return random.choice(NEXT_STEPS), today + timedelta(days=random.randint(-6, 25))
