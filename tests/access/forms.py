"""What is sent to each address of the matrix: enough that whoever may do it gets it done."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

from sqlalchemy import Connection, update

from crm.core.db import now
from crm.exchange.models import ImportRun
from crm.exchange.rules.runs import RunState
from crm.leads.models import Activity, Lead, Todo
from crm.leads.rules import LeadState, Rhythm
from crm.lib.sheets import Column, workbook
from crm.plans.rules import HEADS, STAGES
from crm.projects.models import Project
from crm.projects.rules import ProjectState
from tests.access.world import FEED, PDF, SEED, World
from tests.factories.accounts import PASSWORD

DAY, NEW_PASSWORD = "2026-11-18", "Another-Horse-8"
REASON = {"reason": "对方要求"}
ACTIVITY = {"activity": "call", "happened_on": DAY, "summary": "电话沟通"}
DECISION = {"choice": "whole", "reason": "以总数为准", "version": 1}
PLAN = {"title": "新规划", "starts_on": "2026-01-01", "ends_on": "2030-12-31"}
FIGURES = {"name": "产值", "unit": "亿元", "chapter": "第一章", "figures": "2030 目标 500以上"}
INDICATOR = "/plans/<code>/indicators/<indicator_code>"
PLAN_PAGES = (
    "", "/actuals", "/actuals.xlsx", "/actuals/save", "/contradictions", "/contradictions/<key>",
    "/indicators", "/indicators/new", "/indicators/<indicator_code>",
    "/indicators/<indicator_code>/path.json", "/indicators/<indicator_code>/path.xlsx",
    "/indicators/<indicator_code>/actuals",
    "/indicators/<indicator_code>/actuals/<int:year>/revoke",
)  # fmt: skip
# Fields of a form, or a function of the world and the record's numbers that gives them.
Fields = dict[str, Any] | Callable[[World, dict[str, Any]], dict[str, Any]]


def pdf(*_: Any) -> dict[str, Any]:
    """A file; made anew for each request."""
    return {"files": (io.BytesIO(PDF), "协议.pdf")}


def sheet(*_: Any) -> dict[str, Any]:
    """A sheet of actuals; made anew for each request."""
    rows = [("sales", "", "", "", "", 2025, 950, "统计快报")]
    book = workbook("2025年", [Column(head) for head in HEADS], rows)
    return {"year": "2025", "file": (io.BytesIO(book), "实际值.xlsx")}


def plan_file(*_: Any) -> dict[str, Any]:
    """A plan to be looked at; made anew for each request."""
    return {"files": (io.BytesIO(SEED), "规划.yaml")}


def lead_file(*_: Any) -> dict[str, Any]:
    """A file of leads; made anew for each request."""
    book = workbook("线索", [Column("企业名称")], [("宿迁新材料有限公司",)])
    return {"kind": "leads", "file": (io.BytesIO(book), "线索.xlsx")}


def _definition() -> dict[str, Any]:
    terms = {f"{one.value}_{part}": 0 for one in STAGES for part in ("files", "weight")}
    terms |= {f"{one.value}_meaning": one.label for one in STAGES}
    return {"name": "新口径", "effective_from": "2027-01-01", "landed_stage": "registered", **terms}


FIELDS: dict[str, Fields] = {
    "/login": {"username": "staff", "password": PASSWORD},
    "/account/password": {"current": PASSWORD, "new": NEW_PASSWORD, "again": NEW_PASSWORD},
    "/leads/new": {"company_name": "淮安新光科技有限公司", "country": "CN"},
    "/leads/read": {"pasted": "苏州某某有限公司 13812345678"},
    "/leads/<int:lead_id>/edit": {
        "company_name": "改名光伏有限公司", "country": "CN", "code_name": "GF", "version": 1,
    },
    "/leads/<int:lead_id>/activities": ACTIVITY,
    "/leads/<int:lead_id>/release": REASON,
    "/leads/<int:lead_id>/drop": {"drop_reason": "land"},
    "/leads/<int:lead_id>/assign": lambda world, _ids: {"owner_id": world.newcomer.id, **REASON},
    "/leads/<int:lead_id>/clearances": lambda world, _ids: {"user_id": world.newcomer.id},
    "/companies/<int:company_id>/clearances": lambda world, _ids: {"user_id": world.newcomer.id},
    "/activities/new": lambda _world, ids: {
        **ACTIVITY, "subject": f"company-{ids['company_id']}",
    },
    "/activities/<int:activity_id>/edit": {**ACTIVITY, "version": 1},
    "/activities/<int:activity_id>/withdraw": {**REASON, "version": 1},
    "/events/new": {"name": "推介会", "kind": "promotion", "starts_on": DAY},
    "/events/<int:event_id>/edit": {
        "name": "改名推介会", "kind": "promotion", "starts_on": DAY, "version": 1,
    },
    "/events/<int:event_id>/companies": {"company_name": "泰州新公司"},
    "/todos": {"text": "寄送资料", "due_on": "2026-11-27"},
    "/projects/new": lambda world, _ids: {
        "name": "新项目", "node_id": world.node.id, "company_name": "徐州新投资有限公司",
        "country": "CN", "kind": "new", "started_on": DAY,
    },
    "/projects/<int:project_id>/edit": lambda world, ids: {
        "name": "改名项目", "node_id": world.node.id, "company_id": ids["company_id"],
        "company_name": ids["company_name"], "country": "CN", "kind": "new",
        "confidential": "y", "code_name": "DH", "version": 1,
    },
    "/projects/<int:project_id>/pause": REASON,
    "/projects/<int:project_id>/resume": REASON,
    "/projects/<int:project_id>/drop": {"why": "land", **REASON},
    "/projects/<int:project_id>/activities/new": ACTIVITY,
    "/projects/<int:project_id>/plan": {"started": "2027-03-01"},
    "/projects/<int:project_id>/plan/<stage>": {"signed": "2027-03-01"},
    "/todos/<int:todo_id>/put-off": {"due_on": "2027-03-01"},
    "/projects/<int:project_id>/attachments/new": pdf,
    "/projects/<int:project_id>/assign": lambda world, _ids: {"user_id": world.newcomer.id},
    "/projects/<int:project_id>/clearances": lambda world, _ids: {"user_id": world.newcomer.id},
    "/projects/<int:project_id>/milestones/new": {"occurred_on": DAY},
    "/projects/<int:project_id>/milestones/<int:milestone_id>/return": REASON,
    "/projects/<int:project_id>/milestones/<int:milestone_id>/revoke": REASON,
    "/projects/<int:project_id>/capacities": {"product": "电池", "value": "12", "unit": "GW"},
    "/projects/<int:project_id>/money/new": lambda *_: {**pdf(), "month": DAY, "cents": "120"},
    "/projects/<int:project_id>/money/<int:paid_id>/return": REASON,
    "/projects/<int:project_id>/money/<int:paid_id>/revoke": REASON,
    "/companies/new": {"name": "连云港新材料有限公司", "relation": "target", "country": "CN"},
    "/companies/<int:company_id>/edit": {
        "name": "改名电子有限公司", "relation": "target", "country": "CN", "version": 1,
    },
    "/companies/<int:company_id>/honours": {"high_tech_held": "y", "version": 1},
    "/companies/<int:company_id>/links/new": lambda world, _ids: {
        "tie": "customer", "other_name": world.ids["open"]["other_name"],
    },
    "/companies/targets/new": lambda world, _ids: {
        "company_name": world.ids["open"]["other_name"], "node_id": world.node.id, "state": "new",
    },
    "/companies/targets/<int:target_id>/edit": lambda world, ids: {
        "company_name": ids["company_name"], "node_id": world.node.id, "state": "touched",
        "version": 1,
    },
    "/companies/<int:company_id>/contacts/new": {"name": "钱经理"},
    "/contacts/<int:contact_id>/edit": {"name": "赵经理", "version": 1},
    "/lists/<kind>/views/new": {"name": "新视图", "query": "state=open"},
    "/lists/<kind>/bulk": lambda _world, ids: {"do": "node", "id": ids["lead_id"]},
    "/lists/tags": {"name": "新标签", "active": "y"},
    "/lists/tags/<int:tag_id>": {"name": "改名标签", "active": "y", "version": 1},
    "/lists/<kind>/<int:subject_id>/tags": lambda world, _ids: {
        "tag_ids": world.ids["open"]["tag_id"],
    },
    "/lists/views/<int:view_id>": {"name": "改名视图", "version": 1},
    "/quotas/new": lambda _world, ids: {
        "title": "新目标", "unit_id": ids["unit_of_actor"], "milestone": "signed",
        "metric": "count", "target": "60", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
    },
    "/quotas/<int:quota_id>/edit": lambda world, _ids: {
        "title": "改名目标", "unit_id": world.cast.park_a.id, "milestone": "signed",
        "metric": "count", "target": "61", "starts_on": "2026-01-01", "ends_on": "2026-12-31",
        "version": 1,
    },
    "/carriers/new": lambda _world, ids: {
        "name": "新地块", "kind": "land", "state": "available", "unit_id": ids["unit_of_actor"],
    },
    "/carriers/<int:carrier_id>/edit": lambda world, _ids: {
        "name": "改名地块", "kind": "land", "state": "idle", "unit_id": world.cast.park_a.id,
        "version": 1,
    },
    "/tasks/<int:task_id>": {"month": "2026-11", "state": "normal", "text": "按计划推进"},
    f"{INDICATOR}/actuals": {"year": "2024", "value": "800", "source": "统计快报"},
    f"{INDICATOR}/actuals/<int:year>/revoke": REASON,
    "/plans/<code>/actuals": sheet,
    "/plans/<code>/actuals/save": {
        "year": "2025", "rows": '[["sales", "950", "统计快报", "900"]]',
    },
    "/plans/<code>/contradictions/<key>": DECISION,
    "/admin/plans/<code>/contradictions/<key>": DECISION,
    "/admin/plans/new": {"code": "yc-2030", **PLAN},
    "/admin/plans/<code>": {**PLAN, "version": 1},
    "/admin/plans/<code>/indicators/new": {"code": "output", **FIGURES},
    "/admin/plans/<code>/indicators/<indicator_code>": {**FIGURES, "version": 1},
    "/briefs/new": lambda _world, ids: {"unit_id": ids["unit_of_actor"], "month": "2026-10-01"},
    "/briefs/<int:brief_id>/edit": {"title": "十月月报", "version": 1},
    "/admin/users/new": lambda world, _ids: {
        "username": "hesan", "name": "何三", "role": "staff", "scope": "unit",
        "unit_id": world.cast.park_a.id, "active": "y",
    },
    "/admin/users/<int:user_id>/edit": lambda world, _ids: {
        "name": "何三", "role": "staff", "scope": "own", "unit_id": world.cast.park_a.id,
        "active": "y", "version": 1,
    },
    "/admin/units/new": lambda world, _ids: {
        "name": "新园区", "kind": "park", "parent_id": world.cast.zone.id, "position": 9,
    },
    "/admin/units/<int:unit_id>/edit": lambda world, _ids: {
        "name": "上海驻点", "kind": "office", "parent_id": world.cast.park_a.id, "position": 1,
        "active": "y", "version": 2,
    },
    "/admin/plans/import": plan_file,
    "/imports/new": lead_file,
    "/imports/<int:run_id>/columns": {"column-0": "company_name"},
    "/admin/chains/new": {"code": "auto", "name": "汽车", "position": 2},
    "/admin/chains/<code>": {"name": "集成电路", "position": 2, "version": 1},
    "/admin/chains/clusters/new": {"code": "cars", "name": "汽车", "position": 2},
    "/admin/chains/clusters/<code>": {"name": "电子", "position": 2, "version": 1},
    "/admin/chains/<code>/nodes/new": {"code": "design", "name": "设计", "position": 2},
    "/admin/chains/<code>/nodes/<node_code>": {"name": "封测", "position": 2, "version": 2},
    "/admin/tasks/new": lambda _world, ids: {
        "plan_id": ids["plan_id"], "number": 9, "title": "新任务", "leads": "区经发局",
    },
    "/admin/tasks/<int:task_id>": lambda _world, ids: {
        "plan_id": ids["plan_id"], "number": 1, "title": "改名任务", "leads": "区经发局",
        "version": 1,
    },
    "/admin/parameters/rates": {"currency": "USD", "month": "2026-10", "rate": "7.1"},
    "/admin/parameters/protection": {
        "protection_days": 60, "follow_up_days": 20, "warning_days": 5,
        "effective_from": "2026-12-01", **REASON,
    },
    "/admin/parameters/definitions/new": _definition(),
}  # fmt: skip

# What an address is asked for besides.
QUERIES = {
    "/calendar.ics": f"?token={FEED}",
    "/projects/<int:project_id>/milestones/new": "?stage=registered",
    "/imports/template.xlsx": "?kind=leads",
}

# In whose hole another number or code stands than in the others.
HOLES = {
    "/leads/<int:lead_id>/claim": {"lead_id": "pooled_id"},
    "/activities/<int:activity_id>/attachments/<int:attachment_id>": {
        "attachment_id": "photograph_id"
    },
    "/activities/<int:activity_id>/attachments/<int:attachment_id>/small": {
        "attachment_id": "photograph_id"
    },
    "/admin/chains/clusters/<code>": {"code": "cluster_code"},
    "/companies/<int:company_id>/merges/<int:merge_id>/undo": {"company_id": "other_id"},
    **{
        f"{room}/plans/<code>{rest}": {"code": "plan_code"}
        for room in ("", "/admin")
        for rest in PLAN_PAGES
    },
}


def _set(model: type[Any], hole: str, **columns: Any) -> Callable[[Connection, dict], None]:
    def change(connection: Connection, ids: dict[str, Any]) -> None:
        connection.execute(update(model).where(model.id == ids[hole]).values(columns))

    return change


# What must have happened before.
BEFORE: dict[str, Callable[[Connection, dict], None]] = {
    "/leads/<int:lead_id>/reopen": _set(Lead, "lead_id", state=LeadState.DROPPED),
    "/projects/<int:project_id>/resume": _set(Project, "project_id", state=ProjectState.PAUSED),
    "/imports/<int:run_id>/undo": _set(ImportRun, "run_id", state=RunState.DONE, written_at=now()),
    "/activities/<int:activity_id>/reinstate": _set(
        Activity, "activity_id", withdrawn_at=now(), withdrawn_reason="重复"
    ),
    "/todos/<int:todo_id>/reopen": _set(Todo, "todo_id", done_at=now()),
    "/todos/<int:todo_id>/stop": _set(
        Todo, "todo_id", repeats=Rhythm.WEEKLY, repeats_from=date(2026, 11, 20)
    ),
}


def fields(rule: str, world: World, ids: dict[str, Any]) -> dict[str, Any]:
    """What to send to an address about the record with these numbers."""
    given = FIELDS.get(rule, {})
    return dict(given(world, ids) if callable(given) else given)


def values(rule: str, ids: dict[str, Any]) -> dict[str, Any]:
    """The record's numbers by the names of the holes in an address."""
    return ids | {hole: ids[name] for hole, name in HOLES.get(rule, {}).items()}
