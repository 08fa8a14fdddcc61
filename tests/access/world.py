"""The people and records that the tests of access ask for.

Every kind of record stands there three times, always the staff member's: `open` is not
confidential; `shut` is, with the owner and one partner on its list; `shared` is too, with
colleague, manager and leader on its list besides. `none` are numbers that no record has.
"""

import io
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from crm.accounts.models import FeedToken, LoginSession, User
from crm.accounts.rules import Role
from crm.attachments.models import Attachment
from crm.briefs.models import BriefState
from crm.briefs.operations import draft
from crm.chains.models import Chain, ChainNode
from crm.core.db import now
from crm.core.security import token_hash
from crm.exchange.models import ImportRow, ImportRun
from crm.exchange.rules.runs import ImportKind, Outcome, RunState
from crm.exchange.seeds.uploads import put_aside
from crm.leads.rules import LeadState
from crm.lib.regions import RegionGroup
from crm.notifications.models import Notification
from crm.plans.rules import Channel, Metric, Stage
from crm.projects.rules import MilestoneState
from tests.factories.accounts import Cast, make_cast, make_session, make_user
from tests.factories.carriers import make_carrier
from tests.factories.chains import make_chain, make_cluster, make_node
from tests.factories.companies import (
    make_clearance,
    make_company,
    make_contact,
    make_link,
    make_merge,
    make_target,
)
from tests.factories.figures import make_check
from tests.factories.leads import (
    TODAY,
    make_activity,
    make_event,
    make_lead,
    make_met,
    make_todo,
)
from tests.factories.lists import make_change, make_tag, make_view
from tests.factories.plans import (
    make_definition,
    make_indicator,
    make_plan,
    make_quota,
    make_rate,
)
from tests.factories.projects import make_milestone, make_paid_in, make_project
from tests.factories.tasks import make_task

ACTORS = (
    "guest", "owner", "colleague", "manager", "outpost", "outsider", "rival", "leader",
    "admin", "security", "auditor",
)  # fmt: skip
TARGETS = ("open", "shut", "shared")
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\ntrailer\n<<>>\n%%EOF\n"
SEED = "clusters: [{code: imported, name: 导入的集群}]".encode()
SIGNED_ON = date(2026, 6, 1)
# Quotas that ask for what a confidential project hides.
NARROW = (
    {"foreign_only": True},
    {"channel": Channel.FUND},
    {"region_group": RegionGroup.KOREA},
    {"least_investment_fen": 800_000 * 10**6},
    {"metric": Metric.INVESTMENT},
)
# The secret of the owner's calendar feed; who has it needs no sign-in.
FEED = "of-the-owner"
# Beyond every row, within the numbers that both databases know.
NOBODY = 987_654_321


@dataclass
class World:
    """Who asks, and the numbers in addresses: `ids["shut"]["project_id"]`."""

    people: dict[str, User]
    cast: Cast
    chain: Chain
    node: ChainNode
    partner: User
    newcomer: User
    ids: dict[str, dict[str, Any]] = field(default_factory=dict)


def make_world(session: Session) -> World:
    """All of it; nothing is committed."""
    cast = make_cast(session)
    people = {
        "owner": cast.staff, "colleague": cast.colleague, "manager": cast.manager,
        "outpost": cast.outpost, "outsider": cast.outsider, "leader": cast.leader,
        "rival": make_user(session, Role.MANAGER, cast.park_b, username="rival", name="钱二"),
        "admin": cast.admin, "security": cast.security, "auditor": cast.auditor,
    }  # fmt: skip
    chain = make_chain(session, code="ic", cluster_id=make_cluster(session, code="e").id)
    world = World(
        people=people,
        cast=cast,
        chain=chain,
        node=make_node(session, chain, "封装测试", code="packaging"),
        partner=make_user(session, unit=cast.park_a, username="partner", name="何三"),
        newcomer=make_user(session, unit=cast.park_a, username="newcomer", name="吕四"),
    )
    definition = make_definition(session)
    for target in TARGETS:
        world.ids[target] = _records(session, world, target)
    world.ids["open"]["definition_id"] = definition.id
    _shared_rows(session, world)
    holes = ("code", "node_code", "cluster_code", "plan_code", "name", "key", "upload", "kind")
    codes = dict.fromkeys(holes, "nowhere")
    world.ids["none"] = dict.fromkeys(world.ids["open"], NOBODY) | {"stage": "signed"} | codes
    return world


def _records(session: Session, world: World, target: str) -> dict[str, Any]:
    owner, secret = world.cast.staff, target != "open"
    lead = make_lead(session, owner, f"{target}光伏有限公司", confidential=secret,
                     contact_phone="13900001111", node_id=world.node.id)  # fmt: skip
    pooled = make_lead(session, owner, f"{target}公海有限公司", confidential=secret,
                       state=LeadState.POOL)  # fmt: skip
    company = make_company(session, owner, f"{target}电子有限公司", confidential=secret)
    twin = make_company(session, owner, f"{target}孪生有限公司", confidential=secret)
    project = make_project(
        session, owner, world.node, company_id=company.id, name=f"{target}项目",
        confidential=secret, code_name="DH 半导体" if secret else "",
    )  # fmt: skip
    milestone = make_milestone(session, project, Stage.SIGNED, SIGNED_ON, MilestoneState.REPORTED,
                               reported_by_id=owner.id)  # fmt: skip
    paid = make_paid_in(session, project, reported_by_id=owner.id)
    activity = make_activity(session, lead, owner)
    if secret:
        listed = [world.partner]
        if target == "shared":
            listed += [world.cast.colleague, world.cast.manager, world.cast.leader]
        rows = (("lead", lead), ("lead", pooled), ("company", company), ("company", twin),
                ("project", project))  # fmt: skip
        for kind, row in rows:
            list_people(session, kind, row.id, listed)
    return {
        "lead_id": lead.id,
        "subject_id": lead.id,
        "pooled_id": pooled.id,
        "company_id": company.id,
        "company_name": company.name,
        "other_id": twin.id,
        "merge_id": make_merge(session, owner, twin).id,
        "contact_id": make_contact(session, company, owner).id,
        "link_id": make_link(session, company, make_company(session, owner)).id,
        "target_id": make_target(session, owner, company, world.node).id,
        "project_id": project.id,
        "milestone_id": milestone.id,
        "paid_id": paid.id,
        "activity_id": activity.id,
        "photograph_id": make_photograph(session, owner, activity.id).id,
        "attachment_id": make_file(session, owner, "project", project.id).id,
        "user_id": world.partner.id,
    }


def make_photograph(session: Session, owner: User, activity_id: int) -> Attachment:
    """A file of an activity that has a small picture."""
    row = make_file(session, owner, "activity", activity_id, "现场.jpg")
    current_app.extensions["storage"].small(row.storage_key).write_bytes(b"JFIF")
    return row


def list_people(session: Session, kind: str, subject_id: int, people: Iterable[User]) -> None:
    """Put people on the list of a confidential record."""
    for person in people:
        make_clearance(session, kind, subject_id, person)


def make_file(
    session: Session, owner: User, kind: str, subject_id: int, name: str = "投资协议.pdf"
) -> Attachment:
    """A file in the storage that belongs to a record."""
    stored = current_app.extensions["storage"].save(io.BytesIO(PDF), 10_000)
    row = Attachment(
        kind=kind, subject_id=subject_id, name=name, storage_key=stored.key, size=stored.size,
        sha256=stored.sha256, media_type="application/pdf", uploaded_by_id=owner.id,
    )  # fmt: skip
    session.add(row)
    session.flush()
    return row


def _shared_rows(session: Session, world: World) -> None:
    """What is not confidential or open to all, and what belongs to one person."""
    owner, ids = world.cast.staff, world.ids["open"]
    make_session(session, owner)  # a second browser
    message = Notification(user_id=owner.id, text="线索快到期了", url="/leads")
    session.add(message)
    session.flush()
    ids["number"] = message.id
    ids["session_id"] = session.scalars(
        select(LoginSession.id).where(LoginSession.user_id == owner.id)
    ).one()
    ids["run_id"] = _import_run(session, owner).id
    ids["todo_id"] = make_todo(session, owner).id
    ids["kind"] = "leads"
    ids["other_name"] = make_company(session, owner, "盐城晶圆有限公司").name
    ids["tag_id"] = make_tag(session, "重点").id
    ids["change_id"] = make_change(session, owner, "leads", ids["lead_id"], ids["tag_id"]).id
    ids["view_id"] = make_view(session, owner).id
    world.ids["shared"]["view_id"] = make_view(session, world.cast.manager, shared=True).id
    event = make_event(session, owner)
    ids["event_id"], ids["met_id"] = event.id, make_met(session, event).id
    session.add(FeedToken(user_id=owner.id, token_hash=token_hash(FEED)))
    ids["quota_id"] = make_quota(session, unit=world.cast.park_a).id
    world.ids["zone"] = {"quota_id": make_quota(session, unit=world.cast.zone).id}
    for number, narrow in enumerate(NARROW):
        make_quota(session, unit=world.cast.zone, code=f"narrow-{number}", **narrow)
    _briefs(session, world)
    ids["unit_id"] = world.cast.office.id
    make_rate(session)
    plan = make_plan(session, code="yc-etdz-ei")
    ids["plan_id"] = plan.id
    ids["carrier_id"] = make_carrier(session, world.cast.park_a).id
    ids["task_id"] = make_task(session, plan, world.cast.park_a, number=1).id
    values = [(2025, "target", 1000), (2025, "actual", 900)]
    sales = make_indicator(session, plan, code="sales", values=values)
    other = make_indicator(session, plan, code="other", values=values[:1])
    ids["key"] = f"check-{make_check(session, plan, [sales], other).id}"
    ids |= {"indicator_code": "sales", "year": 2025}
    ids |= {
        "code": "ic", "node_code": "packaging", "cluster_code": "e", "plan_code": "yc-etdz-ei",
        "stage": "signed", "filename": "css/frame.css", "name": "leads.warn",
        "upload": put_aside(current_app.extensions["storage"], [("规划.yaml", SEED)]),
    }  # fmt: skip


def _import_run(session: Session, owner: User) -> ImportRun:
    """A file that was checked, with one new lead in it."""
    run = ImportRun(
        kind=ImportKind.LEADS, state=RunState.CHECKED, file_name="线索.xlsx", storage_key="0" * 32,
        head_row=1, titles=["企业名称"], mapping={"0": "company_name"}, counts={"new": 1},
        checked_at=now(), owner_id=owner.id, unit_id=owner.unit_id,
    )  # fmt: skip
    session.add(run)
    session.flush()
    read = {"company_name": "泰州新能源有限公司"}
    session.add(ImportRow(run_id=run.id, number=2, outcome=Outcome.NEW, read=read))
    session.flush()
    return run


def _briefs(session: Session, world: World) -> None:
    """Of the staff's unit one that is issued and a draft; of the zone a draft."""
    issued = draft(session, None, world.cast.park_a, date(2026, 8, 1), TODAY)
    issued.state = BriefState.ISSUED
    world.ids["issued"] = {"brief_id": issued.id}
    world.ids["open"]["brief_id"] = issued.id
    open_one = draft(session, None, world.cast.park_a, date(2026, 9, 1), TODAY)
    world.ids["draft"] = {"brief_id": open_one.id}
    world.ids["zone"]["brief_id"] = draft(
        session, None, world.cast.zone, date(2026, 9, 1), TODAY
    ).id
    session.flush()
