"""A node's gap as pages draw it, with the addresses of the lists behind its figures."""

from dataclasses import dataclass
from typing import Any

from crm.analytics.queries.gaps import ChainGap, GapPicture
from crm.analytics.rules.gaps import Gap
from crm.chains.rules import NodeRef
from crm.core.addresses import address
from crm.lib.periods import Period
from crm.plans.models import Definition
from crm.plans.rules import Stage
from crm.projects.queries import list_address
from crm.projects.rules import MilestoneState, ProjectState


@dataclass(frozen=True)
class GapCell:
    """A gap as `macros/gaps.html` draws it: ready figures, and the lists behind them.

    `where` is the filter of the lists, by node or by chain; the addresses are made when they are
    asked for: most nodes below others show none.
    """

    target: str | None
    landed: str
    pipeline: str
    uncovered: str | None
    level: int | None
    where: dict[str, Any]
    landed_stage: Stage
    span: Period | None

    uncovered_url = ""

    @property
    def target_url(self) -> str:
        """The targets."""
        return address("/quotas", self.where) if self.target is not None else ""

    @property
    def landed_url(self) -> str:
        """The projects that landed; none without a period."""
        if self.span is None:
            return ""
        return list_address(
            **self.where,
            milestone=self.landed_stage,
            start=self.span.start,
            end=self.span.end,
            status=MilestoneState.VERIFIED,
            counted=True,
            net=True,
        )

    @property
    def pipeline_url(self) -> str:
        """The projects that go on and have not landed."""
        return list_address(
            **self.where, state=ProjectState.ACTIVE, before=self.landed_stage, counted=True
        )


def cell_of(node: NodeRef, gap: Gap, found: GapPicture, definition: Definition) -> GapCell:
    """The figures of a node with the lists behind them.

    A target of the whole zone less one unit's part is nobody's gap: whoever sees only a part is
    shown none.
    """
    return _cell(gap, found.partial, found.period, definition, {"node": node.id})


def chain_cell(code: str, found: GapPicture, definition: Definition) -> GapCell | None:
    """The same for the chain as a whole; None of several chains."""
    if found.whole is None:
        return None
    return _cell(found.whole, found.partial, found.period, definition, {"chain": code})


def summary_cell(code: str, found: ChainGap, definition: Definition, *, partial: bool) -> GapCell:
    """The same for a chain in the list of all."""
    return _cell(found.gap, partial, found.period, definition, {"chain": code})


def _cell(
    gap: Gap, partial: bool, span: Period | None, definition: Definition, where: dict[str, Any]
) -> GapCell:
    shown = not partial and gap.uncovered is not None
    return GapCell(
        target=None if gap.target is None else f"{gap.target:,.0f}",
        landed=f"{gap.landed:,}",
        pipeline=f"{gap.coming:,}",
        uncovered=f"{gap.uncovered:,.1f}" if shown else None,
        level=gap.level if shown else None,
        where=where,
        landed_stage=definition.landed_stage,
        span=span,
    )


def coming_address(node: NodeRef, stage: Stage) -> str:
    """The list of what is in the pipeline of a node at a stage."""
    return list_address(node=node.id, state=ProjectState.ACTIVE, stage=stage, counted=True)
