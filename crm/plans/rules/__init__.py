"""Milestones, quotas, definitions, and how a target stands against time. Pure functions."""

from crm.plans.rules.actuals import (
    HEADS,
    Known,
    SheetRow,
    Step,
    judge,
    read_figure,
    year_fault,
)
from crm.plans.rules.checks import Finding, Outcome, Term, agree, check, half_unit
from crm.plans.rules.definitions import (
    EVIDENCE_FIELDS,
    DefinitionValues,
    StageTerms,
    definition_fault,
    in_fen,
    rate_fault,
)
from crm.plans.rules.figures import Figure, figures_in_words, place_of
from crm.plans.rules.lines import FigureLine, read_lines, write_line, write_lines
from crm.plans.rules.paths import PathYear, path
from crm.plans.rules.quotas import QuotaValues, quota_fault
from crm.plans.rules.standing import Standing, cumulative, progress_of, standing
from crm.plans.rules.terms import (
    STAGES,
    VALUE_KINDS,
    Agreement,
    Channel,
    CheckKind,
    Metric,
    Progress,
    ProjectKind,
    Side,
    Stage,
    TaskState,
)

__all__ = [
    "EVIDENCE_FIELDS",
    "HEADS",
    "STAGES",
    "VALUE_KINDS",
    "Agreement",
    "Channel",
    "CheckKind",
    "DefinitionValues",
    "Figure",
    "FigureLine",
    "Finding",
    "Known",
    "Metric",
    "Outcome",
    "PathYear",
    "Progress",
    "ProjectKind",
    "QuotaValues",
    "SheetRow",
    "Side",
    "Stage",
    "StageTerms",
    "Standing",
    "Step",
    "TaskState",
    "Term",
    "agree",
    "check",
    "cumulative",
    "definition_fault",
    "figures_in_words",
    "half_unit",
    "in_fen",
    "judge",
    "path",
    "place_of",
    "progress_of",
    "quota_fault",
    "rate_fault",
    "read_figure",
    "read_lines",
    "standing",
    "write_line",
    "write_lines",
    "year_fault",
]
