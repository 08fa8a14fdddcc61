"""A node's gap as pages draw it, with the addresses of the lists behind its figures."""

from dataclasses import dataclass

from crm.analytics.queries.gaps import GapPicture
from crm.analytics.rules.gaps import Gap
from crm.chains.rules import NodeRef
from crm.core.lists import address
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
    span = found.period
    landed = list_address(
        node=node.id,
        milestone=definition.landed_stage,
        start=span.start if span else None,
        end=span.end if span else None,
        status=MilestoneState.VERIFIED,
        counted=True,
        net=True,
    )
    return GapCell(
        target=None if gap.target is None else f"{gap.target:,.0f}",
        landed=f"{gap.landed:,}",
        pipeline=f"{gap.coming:,}",
        uncovered=None if gap.uncovered is None or found.partial else f"{gap.uncovered:,.1f}",
        level=None if found.partial else gap.level,
        target_url=address("/quotas", {"node": node.id}) if gap.target is not None else "",
        landed_url=landed if span else "",
        pipeline_url=coming_address(node, before_stage=definition.landed_stage),
    )


def coming_address(
    node: NodeRef, stage: Stage | None = None, before_stage: Stage | None = None
) -> str:
    """The list of what is in the pipeline of a node: at a stage, or before one."""
    return list_address(
        node=node.id, state=ProjectState.ACTIVE, stage=stage, before=before_stage, counted=True
    )
