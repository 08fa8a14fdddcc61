"""Loads seed files: plans, taxonomy, definitions and the plans' own pipeline.

Loading again changes nothing: an entry makes its row once, and what people have changed or
removed since stays as they left it; the differences are said.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.core.journal import Actor
from crm.exchange.models import SeedLoad
from crm.exchange.seeds.carriers import load_carriers
from crm.exchange.seeds.checks import load_checks
from crm.exchange.seeds.counts import Counts
from crm.exchange.seeds.documents import load_definitions, load_mentions, load_plans, load_tasks
from crm.exchange.seeds.figures import load_indicators, load_quotas
from crm.exchange.seeds.files import Seeds, fingerprint, read_seeds, refuse
from crm.exchange.seeds.ledger import Ledger
from crm.exchange.seeds.pipeline import load_pipeline
from crm.exchange.seeds.taxonomy import load_taxonomy, load_units

__all__ = ["Counts", "load", "load_groups"]

# Each kind through all plans before the next: plans may lean on one another in any order.
STEPS = (
    load_units,
    load_definitions,
    load_taxonomy,
    load_plans,
    load_indicators,
    load_quotas,
    load_mentions,
    load_tasks,
    load_carriers,
    load_pipeline,
)


def load(
    session: Session,
    folder: Path,
    say: Callable[[str], None] = lambda _line: None,
    *,
    only_if_changed: bool = False,
) -> Counts:
    """Load every seed file of the folder; gives the counts per kind and plan.

    Says a line for every difference between a file and what people have made of it. Raises
    BadSeeds, having written nothing, when a file is wrong. With `only_if_changed` files that
    are as they were loaded last are not read again.
    """
    mark = fingerprint(folder)
    last = session.scalars(select(SeedLoad)).first()
    if only_if_changed and last is not None and last.fingerprint == mark:
        return Counts.remembered(last.counts)
    counts = load_groups(session, read_seeds(folder), say)
    if last is None:
        last = SeedLoad(fingerprint=mark, counts={})
        session.add(last)
    last.fingerprint, last.counts = mark, counts.kept()
    session.flush()
    return counts


def load_groups(
    session: Session,
    groups: Sequence[Seeds],
    say: Callable[[str], None] = lambda _line: None,
    actor: Actor | None = None,
) -> Counts:
    """Load what was read, of a folder or of uploaded files; all or nothing.

    `actor` is who loads it, nobody is the system itself. Raises BadSeeds with
    every fault of every entry, having written nothing.
    """
    ledger = Ledger(session, say, actor)
    with session.begin_nested(), session.no_autoflush:
        for step in STEPS:
            step(ledger, groups)
        refuse(ledger.faults)
        load_checks(ledger, groups)  # of figures that are all there
        refuse(ledger.faults)
    return ledger.counts
