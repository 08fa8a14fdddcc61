"""All projects with what is counted of them, in each worker's memory; a changed one is read anew.

Every figure over the pipeline is a sum over projects, made here by pure functions. Reading and
adding up all of them takes longer than a page may; what has changed since, hardly any time.
"""

from collections.abc import Callable, Hashable, Mapping
from functools import reduce

from sqlalchemy.orm import Session

from crm.accounts.models import Clearance
from crm.accounts.queries import within
from crm.accounts.rules import Viewer
from crm.analytics.queries.gathering import entries
from crm.analytics.rules.columns import Entries, Seen, seen_by
from crm.analytics.rules.entries import Definition, Entry
from crm.chains.queries import labels
from crm.core.gathered import Gathered, Summed, Sums, plus, total
from crm.core.kept import NAMES, numbers
from crm.projects.models import Milestone, PaidIn, Project, ProjectCapacity, ProjectNode

_ledger: Gathered[Entry] = Gathered(
    entries,
    {
        Project: "id",
        Milestone: "project_id",
        PaidIn: "project_id",
        ProjectCapacity: "project_id",
        ProjectNode: "project_id",
        Clearance: "subject_id",  # of other kinds as well: then a project is read for nothing
    },
    Entries.of,
)


_sums: Summed[Entry] = Summed(_ledger)


def summed(
    session: Session,
    viewer: Viewer | None,
    question: tuple[Hashable, ...],
    add: Callable[[Seen], Sums],
) -> Sums:
    """What `add` makes of the projects in the viewer's scope, each as he sees it; None stands for
    the office, which sees and knows all.

    It is asked of all of them once, then of those that change (`crm.core.gathered.Summed`). The
    question tells what it depends on beside the names and paths of nodes and units.
    """
    paths = _unit_paths(session, viewer)

    def add_seen(entries: Mapping[int, Entry]) -> Sums:
        first, *others = _as_seen(viewer, entries, paths)
        return reduce(plus, map(add, others), add(first))

    if NAMES in session.info.get("changed", ()):
        return total(_ledger.at(session).things, add_seen)
    names = numbers(session)[NAMES - 1]
    return _sums.to(session, (viewer and viewer.sight, names, *question), add_seen)


def seen(session: Session, viewer: Viewer | None) -> list[Seen]:
    """The same projects, in parts."""
    return _as_seen(viewer, _ledger.at(session).things, _unit_paths(session, viewer))


def _as_seen(
    viewer: Viewer | None, entries: Mapping[int, Entry], paths: Mapping[int, str]
) -> list[Seen]:
    every = entries if isinstance(entries, Entries) else Entries.of(entries)
    if viewer is None:
        return seen_by(every, None, lambda _entry: True)
    return seen_by(every, within(viewer, paths), lambda entry: viewer.id in entry.listed)


def _unit_paths(session: Session, viewer: Viewer | None) -> dict[int, str]:
    return {unit.id: unit.path for unit in labels(session, viewer).directory.units.values()}


def exclusions(definition: Definition) -> tuple[Hashable, ...]:
    """All that a definition has a sum depend on: it may be edited."""
    left_out = tuple(sorted(definition.kinds_left_out))
    return definition.framework_counts, left_out


def warm(session: Session) -> None:
    """Read all of it, so that no page has to wait for it."""
    _ledger.at(session)
