"""Milestones, quotas, definitions, and how a target stands against time. Pure functions."""

from crm.plans.rules.definitions import (
    EVIDENCE_FIELDS,
    DefinitionValues,
    StageTerms,
    definition_fault,
    in_fen,
    rate_fault,
)
from crm.plans.rules.figures import Figure, figures_in_words, place_of
from crm.plans.rules.parts import Curve, Part, months_of, parts_differ, plain, split_evenly
from crm.plans.rules.quotas import QuotaValues, part_fault, quota_fault
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
    "STAGES",
    "VALUE_KINDS",
    "Agreement",
    "Channel",
    "CheckKind",
    "Curve",
    "DefinitionValues",
    "Figure",
    "Metric",
    "Part",
    "Progress",
    "ProjectKind",
    "QuotaValues",
    "Side",
    "Stage",
    "StageTerms",
    "Standing",
    "TaskState",
    "cumulative",
    "definition_fault",
    "figures_in_words",
    "in_fen",
    "months_of",
    "part_fault",
    "parts_differ",
    "place_of",
    "plain",
    "progress_of",
    "quota_fault",
    "rate_fault",
    "split_evenly",
    "standing",
]
