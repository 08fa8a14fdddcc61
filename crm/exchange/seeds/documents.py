"""Loads definitions and plans; what plans call things, and the tasks that they give."""

from collections.abc import Sequence
from typing import Any

from crm.exchange.seeds.files import Entry, Seeds
from crm.exchange.seeds.finding import (
    chain_coded,
    cluster_id,
    find_unit,
    node_coded,
    plan_coded,
)
from crm.exchange.seeds.ledger import Ledger, Removed, key_of
from crm.plans.models import Definition, Mention, Plan, PlanTask, TaskDepartment

STEP = 10


def load_definitions(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """The versions of what is counted and how."""
    for entry in (entry for group in groups for entry in group.of("definitions")):
        starts = entry.values["effective_from"]
        values = {**entry.values, "kinds_left_out": list(entry.values["kinds_left_out"])}
        values["milestones"] = {
            stage: {**terms, "evidence": list(terms["evidence"]), "fields": list(terms["fields"])}
            for stage, terms in values["milestones"].items()
        }
        with ledger.trying():
            ledger.keep(
                entry, "definition", starts.isoformat(), Definition, values,
                natural={"effective_from": starts},
            )  # fmt: skip
    ledger.settle()


def load_plans(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Each folder's plan; a folder has one at most."""
    for group in groups:
        for entry in group.of("plan"):
            with ledger.trying():
                if entry is not group.of("plan")[0]:
                    raise entry.fault("code", f"{group.name} 里已有一个规划，请另建目录")
                if entry.values["ends_on"] < entry.values["starts_on"]:
                    raise entry.fault("ends_on", "早于 starts_on")
                values = {n: value for n, value in entry.values.items() if n != "states_on"}
                code = values["code"]
                ledger.keep(entry, "plan", code, Plan, values, natural={"code": code})
    ledger.settle()


def place_of(values: dict[str, Any]) -> dict[str, Any]:
    """Where something stands, as the columns are called."""
    return {
        "chapter": values["chapter"],
        "section": values["section"],
        "table_name": values["table"],
        "reading": values["reading"],
    }


def load_mentions(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """What each plan calls a part of the taxonomy, and wants of it at a place."""
    for group in groups:
        for place, entry in enumerate(group.of("mentions")):
            with ledger.trying():
                _load_mention(ledger, entry, place)
    ledger.settle()


def _load_mention(ledger: Ledger, entry: Entry, place: int) -> None:
    given = entry.values
    named = [name for name in ("cluster", "chain", "node") if given[name] is not None]
    if len(named) != 1:
        raise entry.fault("chain", "cluster、chain、node 三者应写一个，且只写一个")
    plan = plan_coded(ledger, entry)
    chain = chain_coded(ledger, entry, given["chain"])
    node = node_coded(ledger, entry, given["node"])
    values = {
        **{name: given[name] for name in ("name", "level", "place", "focus")},
        "companies": list(given["companies"]),
        "plan_id": plan.id,
        "cluster_id": cluster_id(ledger, entry, given["cluster"]),
        "chain_id": chain.id if chain else None,
        "node_id": node.id if node else None,
        "position": place * STEP,
        **place_of(given),
    }
    subject = f"{named[0]}:{given[named[0]]}"
    key = key_of(entry.plan_code, given["name"], subject, given["level"], given["place"])
    ledger.keep(entry, "mention", key, Mention, values)


def load_tasks(ledger: Ledger, groups: Sequence[Seeds]) -> None:
    """Tasks first, then the departments that lead them or help."""
    kept = []
    for entry in (entry for group in groups for entry in group.of("tasks")):
        with ledger.trying():
            kept.append((entry, _load_task(ledger, entry)))
    ledger.settle()
    for entry, task in kept:
        if task is not None:
            with ledger.trying():
                _load_departments(ledger, entry, task)
    ledger.settle()


def _load_task(ledger: Ledger, entry: Entry) -> PlanTask | None:
    given = entry.values
    plan = plan_coded(ledger, entry)
    identity = {"plan_id": plan.id, "number": given["number"]}
    values = {
        **identity,
        "group_name": given["group"],
        **{name: given[name] for name in ("title", "content", "due_on")},
        **place_of(given),
    }
    key = key_of(entry.plan_code, given["number"])
    return ledger.keep(entry, "task", key, PlanTask, values, natural=identity)


def _load_departments(ledger: Ledger, entry: Entry, task: PlanTask) -> None:
    """Those that lead before those that help; one that does both leads."""
    named = dict.fromkeys(entry.values["helpers"], False)
    leads = dict.fromkeys(entry.values["leads"], True)
    named = {**leads, **{name: False for name in named if name not in leads}}
    for place, (name, does_lead) in enumerate(named.items()):
        identity = {"task_id": task.id, "name": name}
        key = key_of(entry.plan_code, entry.values["number"], name)
        ledger.keep(
            entry.part(name), "department", key, TaskDepartment, {**identity, "leads": does_lead},
            natural=identity, first={"unit_id": _unit_id(ledger, name), "position": place * STEP},
        )  # fmt: skip


def _unit_id(ledger: Ledger, name: str) -> int | None:
    """The unit of ours that is called like the department, if there is one."""
    try:
        found = find_unit(ledger, name)
    except Removed:
        return None
    return found.id if found else None
