"""Writes of what the administrator keeps: definitions of counting and exchange rates."""

from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.core.errors import Refused
from crm.lib.currencies import Currency
from crm.plans.models import Definition, ExchangeRate
from crm.plans.rules import DefinitionValues, definition_fault, rate_fault


def add_definition(session: Session, actor: Viewer, values: DefinitionValues) -> Definition:
    """A new version, in force from its day on. Earlier ones stay as they were counted by."""
    latest = session.scalar(select(func.max(Definition.effective_from)))
    fault = definition_fault(values, latest)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    definition = Definition(
        name=values.name,
        effective_from=values.effective_from,
        landed_stage=values.landed_stage,
        framework_counts=values.framework_counts,
        kinds_left_out=[kind.value for kind in values.kinds_left_out],
        milestones=_terms(values),
        weights={stage.value: weight for stage, weight in values.weights.items()},
    )
    session.add(definition)
    changes = changes_of(definition)
    for noise in ("节点定义", "落地概率"):
        changes.pop(noise, None)
    session.flush()
    record(
        session, actor, "created",
        kind="definition", subject_id=definition.id, title=definition.name, changes=changes,
    )  # fmt: skip
    return definition


def _terms(values: DefinitionValues) -> dict[str, Any]:
    return {
        stage.value: {
            "meaning": terms.meaning,
            "evidence": list(terms.evidence),
            "fields": list(terms.fields),
            "files": terms.files,
        }
        for stage, terms in values.milestones.items()
    }


def set_rate(
    session: Session, actor: Viewer, currency: Currency, month: date, rate: Decimal
) -> ExchangeRate:
    """Enter or correct a rate. Amounts that were converted before stay as they were converted."""
    fault = rate_fault(currency, rate)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    first = month.replace(day=1)
    wanted = select(ExchangeRate).where(
        ExchangeRate.currency == currency, ExchangeRate.month == first
    )
    row = session.scalars(wanted).first()
    action = "updated"
    if row is None:
        action, row = "created", ExchangeRate(currency=currency, month=first)
        session.add(row)
    row.rate = rate
    changes = changes_of(row)
    session.flush()
    if changes:
        title = f"{first.year}年{first.month}月 {currency.label}汇率"
        record(
            session, actor, action,
            kind="parameter", subject_id=row.id, title=title, changes=changes,
        )  # fmt: skip
    return row
