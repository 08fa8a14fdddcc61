"""Writes of quotas: managers set those of their unit and of the units below."""

import secrets
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit, User
from crm.accounts.queries import require
from crm.accounts.rules import Permission, Viewer
from crm.audit.operations import changes_of, record
from crm.chains.models import Chain, ChainNode
from crm.core.errors import Conflict, Refused
from crm.lib.trees import is_within
from crm.plans.models import Quota
from crm.plans.queries import may_change
from crm.plans.rules import Part, QuotaValues, part_fault, quota_fault

NOT_YOURS = "只能设定本单位及下级单位的目标。需要时请联系该单位或上级单位的负责人。"
FIELDS = (
    "title", "milestone", "metric", "unit_id", "starts_on", "ends_on", "target", "node_id",
    "foreign_only", "region_group", "channel", "least_investment_fen", "most_investment_fen",
    "owner_id", "capacity_product", "capacity_unit", "at_least", "reading",
)  # fmt: skip


def create_quota(session: Session, actor: Viewer, values: QuotaValues) -> Quota:
    """A target of a unit's own. Refused with a sentence when it makes no sense."""
    require(actor.may(Permission.MANAGE), NOT_YOURS)
    chain_id = _check(session, actor, values)
    code = f"{values.starts_on.year}-{values.milestone}-{secrets.token_hex(4)}"
    quota = Quota(code=code, chain_id=chain_id)
    _fill(quota, values)
    session.add(quota)
    changes = changes_of(quota)
    session.flush()
    _note(session, actor, "created", quota, changes)
    return quota


def change_quota(
    session: Session, actor: Viewer, quota: Quota, values: QuotaValues, version: int | None
) -> Quota:
    """Change a target. Conflict when somebody else has saved since `version` was shown.

    A target that a plan has set keeps its plan, chapter and section; the history tells what the
    plan said.
    """
    require(may_change(actor, quota), NOT_YOURS)
    if version != quota.version:
        raise Conflict
    quota.chain_id = _check(session, actor, values)
    _fill(quota, values)
    changes = changes_of(quota)
    session.flush()
    if changes:
        _note(session, actor, "updated", quota, changes)
    return quota


def break_down(
    session: Session, actor: Viewer, quota: Quota, parts: Sequence[tuple[Part, str]]
) -> None:
    """Make or change the parts of a quota, each with its name; they take over its filter.

    They need not make the whole: by how much they do not is shown. A part that is not named
    stays as it is.
    """
    require(may_change(actor, quota), NOT_YOURS)
    kept = {
        (one.unit_id, one.period): one
        for one in session.scalars(select(Quota).where(Quota.parent_id == quota.id))
    }
    for place, (part, name) in enumerate(parts):
        own = kept.get((part.unit_id, part.period))
        if fault := part_fault(quota.metric, part.target):
            raise Refused(f"{name}：{fault}")
        action = "updated"
        if own is None:
            action, own = "created", _part(quota, part, name, place)
            session.add(own)
        own.target = part.target
        changes = changes_of(own)
        session.flush()
        if changes:
            _note(session, actor, action, own, changes)


def _part(quota: Quota, part: Part, name: str, place: int) -> Quota:
    inherited = {field: getattr(quota, field) for field in (*FIELDS, "plan_id", "subject")}
    return Quota(
        **inherited
        | {
            "code": f"{part.period.start.year}-{quota.milestone}-{secrets.token_hex(4)}",
            "title": f"{quota.title}（{name}）"[:120],
            "chain_id": quota.chain_id,
            "parent_id": quota.id,
            "unit_id": part.unit_id,
            "starts_on": part.period.start,
            "ends_on": part.period.end,
            "target": part.target,
            "position": place,
            "reading": "",
        }
    )


def _check(session: Session, actor: Viewer, values: QuotaValues) -> int | None:
    """The chain of the quota; Refused when something is wrong with the values."""
    fault = quota_fault(values)
    if fault:
        field, sentence = fault
        raise Refused(sentence, field)
    unit = session.get(OrgUnit, values.unit_id)
    if unit is None or not is_within(unit.path, actor.unit_path):
        raise Refused(NOT_YOURS, "unit_id")
    if values.owner_id is not None and session.get(User, values.owner_id) is None:
        raise Refused("责任人不存在，请重新选择。", "owner_id")
    return _chain_id(session, values)


def _chain_id(session: Session, values: QuotaValues) -> int | None:
    chain = session.get(Chain, values.chain_id) if values.chain_id is not None else None
    if values.chain_id is not None and chain is None:
        raise Refused("产业链不存在，请重新选择。", "chain_id")
    if values.node_id is None:
        return values.chain_id
    node = session.get(ChainNode, values.node_id)
    if node is None:
        raise Refused("环节不存在，请重新选择。", "node_id")
    if chain is not None and node.chain_id != chain.id:
        raise Refused("所选环节不在所选产业链上，请改其中一项。", "node_id")
    return node.chain_id


def _fill(quota: Quota, values: QuotaValues) -> None:
    for name in FIELDS:
        setattr(quota, name, getattr(values, name))


def _note(
    session: Session,
    actor: Viewer,
    action: str,
    quota: Quota,
    changes: dict[str, list[str | None]],
) -> None:
    record(
        session, actor, action,
        kind="quota", subject_id=quota.id, title=quota.title, changes=changes,
    )  # fmt: skip
