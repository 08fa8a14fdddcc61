"""Plans and indicators for administrators: add them, change them."""

from collections.abc import Callable
from typing import Any

from flask import flash, redirect, request

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.chains.queries import taxonomy
from crm.core.addresses import address, asked_text
from crm.core.db import Versioned, db
from crm.core.errors import Conflict, Refused
from crm.core.forms import Form
from crm.core.web import render, requires
from crm.plans import operations, queries
from crm.plans.forms import IndicatorForm, PlanForm
from crm.plans.models import Indicator
from crm.plans.operations import IndicatorValues, PlanValues
from crm.plans.queries import IndicatorFilter
from crm.plans.rules import write_lines
from crm.plans.views.room import blueprint

HOME = "/admin/plans"


@blueprint.get("/admin/plans")
@requires(Permission.CONFIGURE)
def administer_plans() -> Any:
    """All plans, for those who maintain them."""
    viewer = current_viewer()
    return render(
        "plans/admin.html",
        rows=queries.plans(db.session, viewer),
        contradictions=queries.contradictions_by_plan(db.session, viewer),
    )


@blueprint.route("/admin/plans/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_plan() -> Any:
    """Add a plan."""
    form = PlanForm()
    return _page(
        form,
        "plans/plan_form.html",
        lambda: (
            operations.add_plan(
                db.session, current_viewer(), form.code.data or "", _plan_values(form)
            ).title
        ),
        HOME,
        plan=None,
    )


@blueprint.route("/admin/plans/<code>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_plan(code: str) -> Any:
    """Change what is known of a plan."""
    plan = queries.get_plan(db.session, code)
    form = PlanForm(obj=plan)
    return _page(
        form,
        "plans/plan_form.html",
        lambda: (
            operations.change_plan(
                db.session, current_viewer(), plan, _plan_values(form), form.seen_version
            ).title
        ),
        HOME,
        plan,
        plan=plan,
    )


@blueprint.get("/admin/plans/<code>/indicators")
@requires(Permission.CONFIGURE)
def administer_indicators(code: str) -> Any:
    """The plan's indicators, for those who maintain them."""
    plan = queries.get_plan(db.session, code)
    viewer, asked = current_viewer(), {"chain": asked_text(request.args, "chain")}
    page, chapters = queries.indicator_page(
        db.session, viewer, plan, IndicatorFilter(**asked), request.args.get("cursor", "")
    )
    here = f"{HOME}/{code}/indicators"
    return render(
        "plans/admin_indicators.html",
        plan=plan,
        page=page,
        chapters=chapters,
        previous_url=address(here, asked, cursor=page.previous) if page.previous else "",
        next_url=address(here, asked, cursor=page.next) if page.next else "",
    )


@blueprint.route("/admin/plans/<code>/indicators/new", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def new_indicator(code: str) -> Any:
    """Add an indicator."""
    plan = queries.get_plan(db.session, code)
    form = _indicator_form()
    return _page(
        form,
        "plans/indicator_form.html",
        lambda: (
            operations.add_indicator(
                db.session, current_viewer(), plan, form.code.data or "", _indicator_values(form)
            ).name
        ),
        f"{HOME}/{code}/indicators",
        plan=plan,
        indicator=None,
    )


@blueprint.route("/admin/plans/<code>/indicators/<indicator_code>", methods=["GET", "POST"])
@requires(Permission.CONFIGURE)
def edit_indicator(code: str, indicator_code: str) -> Any:
    """Change an indicator and its figures."""
    plan = queries.get_plan(db.session, code)
    indicator = queries.get_indicator(db.session, plan, indicator_code)
    form = _indicator_form(indicator)
    return _page(
        form,
        "plans/indicator_form.html",
        lambda: (
            operations.change_indicator(
                db.session, current_viewer(), indicator, _indicator_values(form), form.seen_version
            ).name
        ),
        f"{HOME}/{code}/indicators",
        indicator,
        plan=plan,
        indicator=indicator,
    )


def _page(
    form: Form,
    template: str,
    save: Callable[[], str],
    home: str,
    row: Versioned | None = None,
    **context: Any,
) -> Any:
    """Show the form; when it is sent, save and go back to the list."""
    status = 200
    if request.method == "POST":
        status = 400
        if form.validate():
            try:
                saved = save()
            except Conflict:
                status = 409
                form.collide(row)
            except Refused as error:
                form.refuse(error)
            else:
                flash(f"已保存“{saved}”。", "success")
                return redirect(home)
    return render(template, form=form, **context), status


def _plan_values(form: PlanForm) -> PlanValues:
    return PlanValues(
        title=form.title.data,
        issuer=form.issuer.data or "",
        document_number=form.document_number.data or "",
        issued_on=form.issued_on.data,
        starts_on=form.starts_on.data,
        ends_on=form.ends_on.data,
        is_draft=bool(form.is_draft.data),
        is_reference=bool(form.is_reference.data),
        territory=form.territory.data or "",
        note=form.note.data or "",
    )


def _indicator_form(indicator: Indicator | None = None) -> IndicatorForm:
    known = taxonomy(db.session, current_viewer())
    form = IndicatorForm(
        obj=indicator,
        chains=[(one.id, one.name) for one in known.chains.values()],
        nodes=known.choices,
    )
    if indicator is not None and request.method != "POST":
        values = queries.values_of(db.session, [indicator.id]).get(indicator.id, [])
        form.figures.data = write_lines(map(operations.line_of, values))
    return form


def _indicator_values(form: IndicatorForm) -> IndicatorValues:
    names = ("subject", "chapter", "section", "table_name", "reading", "figures")
    return IndicatorValues(
        name=form.name.data,
        unit=form.unit.data,
        chain_id=form.chain_id.data,
        node_id=form.node_id.data,
        **{name: form[name].data or "" for name in names},
    )
