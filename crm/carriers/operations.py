"""Writes of carriers: the people of a unit keep what it can offer."""

import secrets

from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.queries import require
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.carriers.models import Carrier
from crm.carriers.queries import may_edit, may_keep
from crm.carriers.rules import CarrierValues, carrier_fault
from crm.chains.models import Chain
from crm.core.errors import Conflict, Refused
from crm.core.journal import Changes

NOT_YOURS = (
    "只有载体所属单位的人员，或上级单位的负责人可以登记和修改；外地载体由开发区本级负责人维护。"
)
FIELDS = (
    "name", "kind", "state", "unit_id", "place", "area", "area_unit", "price", "chain_id",
    "description", "source",
)  # fmt: skip


def create_carrier(session: Session, actor: Viewer, values: CarrierValues) -> Carrier:
    """A carrier of a unit. Its code stands in the API: given once, never changed."""
    _check(session, actor, values)
    carrier = Carrier(code=f"{values.kind.value}-{secrets.token_hex(4)}")
    _fill(carrier, values)
    session.add(carrier)
    changes = changes_of(carrier)
    session.flush()
    _note(session, actor, "created", carrier, changes)
    return carrier


def change_carrier(
    session: Session, actor: Viewer, carrier: Carrier, values: CarrierValues, version: int | None
) -> Carrier:
    """Change a carrier, its state too. Conflict when somebody has saved since `version`."""
    require(may_edit(actor, carrier), NOT_YOURS)
    if version != carrier.version:
        raise Conflict
    _check(session, actor, values)
    _fill(carrier, values)
    changes = changes_of(carrier)
    session.flush()
    if changes:
        _note(session, actor, "updated", carrier, changes)
    return carrier


def _check(session: Session, actor: Viewer, values: CarrierValues) -> None:
    fault = carrier_fault(values)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    unit = session.get(OrgUnit, values.unit_id) if values.unit_id is not None else None
    if values.unit_id is not None and unit is None:
        raise Refused("单位不存在，请重新选择。", "unit_id")
    if not may_keep(actor, values.unit_id, unit.path if unit else ""):
        raise Refused(NOT_YOURS, "unit_id")
    if values.chain_id is not None and session.get(Chain, values.chain_id) is None:
        raise Refused("产业链不存在，请重新选择。", "chain_id")


def _fill(carrier: Carrier, values: CarrierValues) -> None:
    for name in FIELDS:
        setattr(carrier, name, getattr(values, name))


def _note(session: Session, actor: Viewer, action: str, carrier: Carrier, changes: Changes) -> None:
    record(
        session, actor, action,
        kind="carrier", subject_id=carrier.id, title=carrier.name, changes=changes,
    )  # fmt: skip
