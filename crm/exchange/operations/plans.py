"""Writes of the doors: a plan that an administrator brings in."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.exchange.seeds.counts import KINDS, Counts
from crm.exchange.seeds.files import Seeds
from crm.exchange.seeds.load import load_groups


@dataclass(frozen=True)
class Report:
    """What a load makes of files: (kind, read, new) each, and the differences in words."""

    plan_code: str
    plan_title: str
    rows: Sequence[tuple[str, int, int]]
    differences: Sequence[str]

    @property
    def created(self) -> int:
        """How many rows are new."""
        return sum(new for _, _, new in self.rows)


def try_plan(session: Session, actor: Viewer, seeds: Seeds) -> Report:
    """What loading would do; nothing is written. Raises BadSeeds with every fault."""
    trial = session.begin_nested()
    try:
        return bring_in_plan(session, actor, seeds)
    finally:
        trial.rollback()
        session.expire_all()


def bring_in_plan(session: Session, actor: Viewer, seeds: Seeds) -> Report:
    """Load the files of one plan; what people have changed stays. Raises BadSeeds."""
    differences: list[str] = []
    counts = load_groups(session, [seeds], differences.append, actor)
    plan = next((entry.values for entry in seeds.of("plan")), {})
    return Report(plan.get("code", ""), plan.get("title", ""), _rows(counts), differences)


def _rows(counts: Counts) -> list[tuple[str, int, int]]:
    return [
        (label, counts.read[kind], counts.created[kind])
        for kind, (label, _) in KINDS.items()
        if counts.read[kind]
    ]
