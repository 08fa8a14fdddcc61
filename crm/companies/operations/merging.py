"""Two companies that are one: merged in one transaction, and taken apart again as a whole.

The merged company's row goes, so that no list, count or look-up has to know of merges; what it
was, and everything that went over, is kept in `CompanyMerge.undo`.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from crm.accounts.models import Clearance
from crm.accounts.operations.clearances import clear
from crm.accounts.rules import Viewer
from crm.audit.operations import changes_of, record
from crm.companies.models import Company, CompanyHonour, CompanyMerge, CompanyName, CompanyNode
from crm.companies.operations import HIDDEN
from crm.companies.operations.belongings import counts, hand_over
from crm.companies.operations.snapshots import dumped, plain, typed
from crm.companies.queries import KIND
from crm.companies.queries.twins import twin_fault
from crm.companies.rules import NameKind
from crm.companies.rules.merging import FIELDS, merge_fault, merged
from crm.core.db import Model
from crm.core.errors import Refused

# What a company is made of besides its own row; goes with it and comes back with it.
PARTS: dict[str, type[Model]] = {
    "names": CompanyName,
    "nodes": CompanyNode,
    "honours": CompanyHonour,
}


def merge_companies(
    session: Session,
    actor: Viewer,
    kept: Company,
    other: Company,
    chosen: Mapping[str, str],
    versions: tuple[int | None, int | None] = (None, None),
) -> CompanyMerge:
    """Make `other` part of `kept`; `chosen` says for which fields the other's value stays.

    Conflict when somebody has saved one of the two since `versions` were shown; Refused when
    they cannot be one company.
    """
    kept.must_be(versions[0])
    other.must_be(versions[1])
    fault = merge_fault(facts_of(kept), facts_of(other))
    fault = fault or twin_fault(session, kept.id, other.id)
    if fault:
        raise Refused(fault)
    values = merged(facts_of(kept), facts_of(other), chosen)
    told = counts(session, other.id)
    undo: dict[str, Any] = {
        "other": dumped(other),
        "parts": {name: _dumped(session, model, other.id) for name, model in PARTS.items()},
        "people": _listed(session, other.id),
        "moved": hand_over(session, other.id, kept.id),
    }
    name = other.name
    _remove(session, other)
    changes = _take_over(session, kept, values, undo, name)
    merge = CompanyMerge(
        kept_id=kept.id, merged_id=undo["other"]["id"], merged_name=name, undo=undo, by_id=actor.id
    )
    session.add(merge)
    session.flush()
    changes = {"合并进来的企业": [None, name], **_words(told), **changes}
    _note(session, actor, kept, undo["other"], changes)
    return merge


def facts_of(company: Company) -> dict[str, Any]:
    """The values that are compared and chosen from."""
    names = (*FIELDS, "id", "confidential")
    return {name: getattr(company, name) for name in names}


def _take_over(
    session: Session, kept: Company, values: dict[str, Any], undo: dict[str, Any], name: str
) -> dict[str, Any]:
    """Give the company that stays its values and parts; gives what changed, for the log.

    What is needed to take them away again is added to `undo`.
    """
    before = {field: getattr(kept, field) for field in FIELDS}
    for field, value in values.items():
        setattr(kept, field, value)
    changes = changes_of(kept)
    flag_modified(kept, "name")  # so that the search finds its projects by all names
    session.flush()
    changed = {
        field: [plain(before[field]), plain(value)]
        for field, value in values.items()
        if before[field] != value
    }
    added = {
        "names": _add_names(session, kept, undo, (before["name"], before["short_name"], name)),
        "nodes": _add_nodes(session, kept, undo),
        "honours": _add_honours(session, kept, undo),
    }
    people = set(undo["people"]) - set(_listed(session, kept.id))
    if kept.confidential:
        clear(session, KIND, kept.id, people)
    undo |= {
        "changed": changed,
        "added": added,
        "people_added": sorted(people) if kept.confidential else [],
    }
    return changes


def _add_names(
    session: Session, kept: Company, undo: dict[str, Any], said: tuple[str, ...]
) -> list[dict[str, Any]]:
    """All names that either had, but the one that the company has now."""
    rows = {
        row.name: row
        for row in session.scalars(select(CompanyName).where(CompanyName.company_id == kept.id))
    }
    wanted = {row["name"]: NameKind(row["kind"]) for row in undo["parts"]["names"]}
    wanted |= {name: NameKind.FORMER for name in (*said, undo["other"]["short_name"]) if name}
    if kept.short_name:
        wanted[kept.short_name] = NameKind.SHORT
    added = []
    for name, kind in wanted.items():
        if name == kept.name or name in rows:
            continue
        if kind is NameKind.SHORT and name != kept.short_name:
            kind = NameKind.FORMER  # a company has one short name; its form keeps the others here
        added.append(CompanyName(company_id=kept.id, kind=kind, name=name))
    return _added(session, added)


def _add_nodes(session: Session, kept: Company, undo: dict[str, Any]) -> list[dict[str, Any]]:
    mine = select(CompanyNode.node_id, CompanyNode.is_main).where(CompanyNode.company_id == kept.id)
    nodes = dict(session.execute(mine).all())
    main = any(nodes.values())
    return _added(
        session,
        [
            CompanyNode(
                company_id=kept.id, node_id=row["node_id"], is_main=row["is_main"] and not main
            )
            for row in undo["parts"]["nodes"]
            if row["node_id"] not in nodes
        ],
    )


def _add_honours(session: Session, kept: Company, undo: dict[str, Any]) -> list[dict[str, Any]]:
    mine = select(CompanyHonour.honour).where(CompanyHonour.company_id == kept.id)
    held = {honour.value for honour in session.scalars(mine)}
    rows = [row for row in undo["parts"]["honours"] if row["honour"] not in held]
    made = []
    for row in rows:
        honour = CompanyHonour(company_id=kept.id, source=row["source"])
        for name in ("honour", "obtained_on", "expires_on"):
            setattr(honour, name, typed(CompanyHonour, name, row[name]))
        made.append(honour)
    return _added(session, made)


def _added(session: Session, rows: list[Any]) -> list[dict[str, Any]]:
    session.add_all(rows)
    session.flush()
    return [dumped(row) for row in rows]


def _remove(session: Session, other: Company) -> None:
    session.execute(
        delete(Clearance).where(Clearance.kind == KIND, Clearance.subject_id == other.id)
    )
    for model in PARTS.values():
        for row in session.scalars(_parts(model, other.id)):
            session.delete(row)
    session.flush()
    session.delete(other)
    session.flush()


def _dumped(session: Session, model: Any, company_id: int) -> list[dict[str, Any]]:
    return [dumped(row) for row in session.scalars(_parts(model, company_id))]


def _parts(model: Any, company_id: int) -> Select[Any]:
    return select(model).where(model.company_id == company_id).order_by(model.id)


def _listed(session: Session, company_id: int) -> list[int]:
    wanted = select(Clearance.user_id).where(
        Clearance.kind == KIND, Clearance.subject_id == company_id
    )
    return sorted(session.scalars(wanted))


def _words(told: list[tuple[str, int]]) -> dict[str, list[str | None]]:
    return {label: [None, f"{count} 条转入"] for label, count in told}


def _note(
    session: Session, actor: Viewer, kept: Company, other: dict[str, Any], changes: dict[str, Any]
) -> None:
    """Both companies' histories say it; the merged one's number is found in the log by its own."""
    secret = kept.confidential
    for number, name, more in (
        (kept.id, kept.name, changes),
        (other["id"], other["name"], {"合并到": [None, kept.name]}),
    ):
        record(
            session,
            actor,
            "merged",
            kind=KIND,
            subject_id=number,
            title=HIDDEN if secret else name,
            changes=more,
            confidential=secret,
        )
