"""A node's gap as pages draw it, with the addresses of the lists behind its figures."""

from dataclasses import dataclass
from typing import Any

from crm.analytics.queries.gaps import GapPicture
from crm.analytics.rules.gaps import Gap
from crm.chains.rules import NodeRef
from crm.core.lists import address
from crm.lib.periods import Period
from crm.plans.models import Definition
from crm.plans.rules import Stage
from crm.projects.queries import list_address
from crm.projects.rules import MilestoneState, ProjectState


@dataclass(frozen=True)
class GapCell:
    """A node's gap as `macros/gaps.html` draws it: ready figures and the lists behind them."""

    target: str | None
    landed: str
    pipeline: str
    uncovered: str | None
    level: int | None
    target_url: str
    landed_url: str
    pipeline_url: str
    uncovered_url: str = ""


def cell_of(node: NodeRef, gap: Gap, found: GapPicture, definition: Definition) -> GapCell:
    """The figures of a node with the lists behind them.

    A target of the whole zone less one unit's part is nobody's gap: whoever sees only a part is
    shown none.
    """
    return _cell(gap, found.partial, found.period, definition, node=node.id)


def chain_cell(code: str, found: GapPicture, definition: Definition) -> GapCell | None:
    """The same for the chain as a whole; None of several chains."""
    if found.whole is None:
        return None
    return _cell(found.whole, found.partial, found.period, definition, chain=code)


def _cell(
    gap: Gap, partial: bool, span: Period | None, definition: Definition, **where: Any
) -> GapCell:
    landed = list_address(
        **where,
        milestone=definition.landed_stage,
        start=span.start if span else None,
        end=span.end if span else None,
        status=MilestoneState.VERIFIED,
        counted=True,
        net=True,
    )
    before = definition.landed_stage
    return GapCell(
        target=None if gap.target is None else f"{gap.target:,.0f}",
        landed=f"{gap.landed:,}",
        pipeline=f"{gap.coming:,}",
        uncovered=None if gap.uncovered is None or partial else f"{gap.uncovered:,.1f}",
        level=None if partial else gap.level,
        target_url=address("/quotas", where) if gap.target is not None else "",
        landed_url=landed if span else "",
        pipeline_url=list_address(**where, state=ProjectState.ACTIVE, before=before, counted=True),
    )


def coming_address(node: NodeRef, stage: Stage) -> str:
    """The list of what is in the pipeline of a node at a stage."""
    return list_address(node=node.id, state=ProjectState.ACTIVE, stage=stage, counted=True)
