"""What people say about a project and its milestones, as forms, import and interface hand it over.

Pure values: what they may be is decided by the operations with the other rules.
"""

from dataclasses import dataclass, field
from datetime import date

from crm.chains.rules import Mark
from crm.lib.currencies import AmountUnit
from crm.plans.rules import Channel, ProjectKind, Stage
from crm.projects.rules.evidence import Evidence


@dataclass(frozen=True)
class ProjectValues:
    """A project as it is typed. `amount_minor` is in minor units of the unit's currency.

    The investor is `company_id`, or a new company by `company_name` and `credit_code`.
    `other_nodes` are (node, share in hundredths of a per cent) beside the main node.
    """

    name: str
    node_id: int
    company_id: int | None = None
    company_name: str = ""
    credit_code: str = ""
    other_nodes: tuple[tuple[int, int], ...] = ()
    mark: Mark | None = None
    kind: ProjectKind = ProjectKind.NEW
    amount_minor: int | None = None
    amount_unit: AmountUnit = AmountUnit.WAN
    fixed_assets_fen: int | None = None
    land_mu_hundredths: int | None = None
    country: str = "CN"
    region_code: str | None = None
    is_foreign: bool = False
    channel: Channel | None = None
    description: str = ""
    source: str = ""
    next_step: str = ""
    next_step_on: date | None = None
    confidential: bool = False
    code_name: str = ""


@dataclass(frozen=True)
class MilestoneValues:
    """A milestone as it is reported; `increment_fen` is what a capital increase adds."""

    stage: Stage
    occurred_on: date
    evidence: Evidence = field(default_factory=Evidence)
    increment_fen: int | None = None
    note: str = ""
    exception_reason: str = ""
