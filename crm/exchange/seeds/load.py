"""Loads the seed folder: plans, taxonomy, definitions and the plans' own pipeline.

Loading again changes nothing: an entry makes its row once, and what people have changed or
removed since stays as they left it; the differences are said.
"""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.exchange.models import SeedLoad
from crm.exchange.seeds.files import Seeds, fingerprint, read_seeds
from crm.exchange.seeds.ledger import Counts, Ledger
from crm.exchange.seeds.pipeline import load_pipeline
from crm.exchange.seeds.planning import load_definitions, load_plan
from crm.exchange.seeds.taxonomy import load_taxonomy, load_units

__all__ = ["Counts", "load"]


def load(
    session: Session,
    folder: Path,
    say: Callable[[str], None] = lambda _line: None,
    *,
    only_if_changed: bool = False,
) -> Counts:
    """Load every seed file of the folder; gives the counts per kind.

    Says a line for every difference between a file and what people have made of it. Raises
    BadSeeds, having written nothing, when a file is wrong. With `only_if_changed` files that
    are as they were loaded last are not read again.
    """
    mark = fingerprint(folder)
    last = session.scalars(select(SeedLoad)).first()
    if only_if_changed and last is not None and last.fingerprint == mark:
        return Counts(Counter(last.counts), Counter())
    groups = read_seeds(folder)
    ledger = Ledger(session, say)
    _load_groups(ledger, groups)
    if last is None:
        last = SeedLoad(fingerprint=mark, counts={})
        session.add(last)
    last.fingerprint, last.counts = mark, dict(ledger.counts.read)
    session.flush()
    return ledger.counts


def _load_groups(ledger: Ledger, groups: list[Seeds]) -> None:
    """Each kind through all groups before the next: a plan may lean on another's chain."""
    for group in groups:
        load_units(ledger, group)
    for group in groups:
        load_definitions(ledger, group)
        load_taxonomy(ledger, group)
    for group in groups:
        plan = load_plan(ledger, group)
        load_pipeline(ledger, group, plan)
