"""A project's own page."""

from typing import Any

from flask import request

from crm.accounts.queries import cleared_people, current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.attachments.rules import size_in_words
from crm.core.db import db
from crm.core.web import render, requires, today
from crm.leads.queries.threads import Source, readable_name, story
from crm.leads.queries.todos import step_among, todos_of
from crm.lib.currencies import AmountUnit
from crm.lib.money import format_amount, format_wan
from crm.lib.regions import HOME, country_label, region_label
from crm.plans.queries import definition_for
from crm.plans.rules import Stage
from crm.projects.models import Project
from crm.projects.queries.access import (
    KIND,
    company_is_known,
    face_of,
    get_for,
    is_known,
    may_edit,
    may_manage,
)
from crm.projects.queries.money import capacities_of, paid_in_of, verified_cents
from crm.projects.queries.record import (
    facts,
    milestones,
    own_files,
    planned_days,
    shares,
    steps,
)
from crm.projects.queries.timeline import timeline
from crm.projects.rules.faces import Face
from crm.projects.rules.order import next_stages
from crm.projects.rules.states import reporting_fault
from crm.projects.views.blueprint import blueprint

SHOWN = 20
TABS = ("main", "milestones", "money", "activities", "files")


@blueprint.get("/<int:project_id>")
@requires(Permission.READ)
def show(project_id: int) -> Any:
    """The record; of a confidential one those who are not on its list see its face only."""
    viewer = current_viewer()
    project = get_for(db.session, viewer, project_id)
    if not is_known(db.session, viewer, project):
        return render("projects/face.html", project=project, face=face_of(project, False))
    lines = milestones(db.session, project)
    lead, sources = _before(viewer, project)
    done = story(db.session, viewer, sources, SHOWN)
    company_known = company_is_known(db.session, viewer, project.company)
    face = face_of(project, True, company_known)
    return render(
        "projects/show.html",
        project=project,
        face=face,
        company_known=company_known,
        steps=steps(lines, planned_days(db.session, project), today()),
        milestones=lines,
        next_stages=_next_stages(project, lines),
        may_edit=may_edit(viewer, project),
        may_manage=may_manage(viewer, project),
        entries=timeline(db.session, project, done["activities"]),
        facts=_facts(project, face),
        lead=lead,
        **(done | _part(viewer, project)),
    )


def _before(viewer: Viewer, project: Project) -> tuple[str, list[Source]]:
    """The lead that the project was, by name, and for which records something was done."""
    own = Source(KIND, project.id)
    lead = readable_name(db.session, viewer, "lead", project.lead_id)
    if not lead or project.lead_id is None:
        return "", [own]
    return lead, [own, Source("lead", project.lead_id, called=lead)]


def _part(viewer: Viewer, project: Project) -> dict[str, Any]:
    """What only one of the tabs shows, the files, whose number stands on theirs, and the to-do that
    says what the next step is."""
    files = own_files(db.session, project)
    tab = request.args.get("tab", "main")
    tab = tab if tab in TABS else "main"
    part: dict[str, Any] = {"tab": tab, "files": files, "sizes": size_in_words}
    if project.next_step:
        todos = todos_of(db.session, viewer, KIND, project.id)
        part["step"], _others = step_among(todos, project.next_step)
    if tab == "milestones":
        part["definition"] = definition_for(db.session, today())
    if tab == "money":
        part["capacities"] = capacities_of(db.session, project)
        part["money"] = paid_in_of(db.session, project)
        part["verified_cents"] = verified_cents(part["money"])
        part["dollars"] = dollars
    if tab == "main":
        part["shares"] = shares(db.session, project)
        if project.confidential:
            part["listed"] = cleared_people(db.session, KIND, project.id)
    return part


def dollars(cents: int) -> str:
    """Capital paid in as pages tell it."""
    return format_amount(cents, AmountUnit.WAN_USD)


def _next_stages(project: Project, lines: list[Any]) -> list[Stage]:
    """What may be reported now, the usual next one first."""
    if reporting_fault(project.state):
        return []
    return next_stages(facts(lines), project.kind)


def _facts(project: Project, face: Face) -> list[tuple[str, Any]]:
    """What is known of the project, for the first tab."""
    land = project.land_mu_hundredths
    assets = project.fixed_assets_fen
    return [
        ("项目类型", project.kind.label),
        ("补强延", project.mark.label if project.mark else ""),
        ("招引方式", project.channel.label if project.channel else ""),
        ("来源地", _origin(project)),
        ("外资", "是" if project.is_foreign else "否"),
        ("固定资产投资", "" if assets is None else format_wan(assets)),
        ("用地", "" if land is None else f"{land / 100:,g} 亩"),
        ("信息来源", project.source),
    ]


def _origin(project: Project) -> str:
    if project.country != HOME:
        return country_label(project.country)
    return region_label(project.region_code) if project.region_code else ""
