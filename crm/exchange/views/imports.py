"""Pages of imports: a file is sent, its columns matched, its rows looked at, written, undone."""

from typing import Any

from flask import flash, make_response, redirect, request, url_for

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.attachments.operations import receive
from crm.core.addresses import address, asked_choice
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import insist_on_token, render, requires
from crm.exchange import jobs
from crm.exchange.forms import ColumnsForm, ImportForm
from crm.exchange.operations import runs
from crm.exchange.queries.runs import get_for, page_of, rows_of
from crm.exchange.rules.heads import propose
from crm.exchange.rules.runs import (
    RECHECKED,
    UNDO_DAYS,
    ImportKind,
    Outcome,
    counts_in_words,
    percent,
)
from crm.exchange.views.room import blueprint
from crm.lib.table_files import MOST_ROWS, SUFFIXES


@blueprint.get("/imports")
@requires(Permission.LOG)
def imports() -> Any:
    """One's own runs."""
    part = page_of(db.session, current_viewer(), request.args.get("cursor", ""))
    return render(
        "exchange/imports.html",
        page=part,
        words=counts_in_words,
        kinds=list(ImportKind),
        previous_url=part.previous and address("/imports", {}, cursor=part.previous),
        next_url=part.next and address("/imports", {}, cursor=part.next),
    )


@blueprint.route("/imports/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def new_import() -> Any:
    """Send a file. It is received before anything is written, and read in a run of its own."""
    form = ImportForm()
    if request.method != "POST":
        form.kind.data = asked_choice(request.args, "kind", ImportKind) or ImportKind.LEADS
    elif form.validate():
        insist_on_token()
        try:
            received = receive(form.file.data, "file")
            with db.transaction() as session:
                run = runs.begin(session, current_viewer(), form.kind.data, received)
            jobs.begin(run)
            return redirect(url_for("exchange.show_import", run_id=run.id))
        except Refused as error:
            form.refuse(error)
    accept = ",".join(f".{suffix}" for suffix in SUFFIXES)
    page = render("exchange/import_new.html", form=form, accept=accept, most=MOST_ROWS)
    return page, 400 if form.errors else 200


@blueprint.get("/imports/<int:run_id>")
@requires(Permission.LOG)
def show_import(run_id: int) -> Any:
    """How far a run has come, and what the dry run says of its rows."""
    run = get_for(db.session, current_viewer(), run_id)
    outcome = asked_choice(request.args, "outcome", Outcome)
    stuck = request.args.get("stuck") == "1"
    part = rows_of(db.session, run, outcome, request.args.get("cursor", ""), stuck=stuck)
    here, asked = f"/imports/{run_id}", {"outcome": outcome, "stuck": "1" if stuck else None}
    return render(
        "exchange/import_show.html",
        run=run,
        page=part,
        outcomes=list(Outcome),
        percent=percent(run.done, run.total),
        words=counts_in_words,
        undo_days=UNDO_DAYS,
        chips_in_force=_chips(here, asked),
        may_match=run.state in RECHECKED and bool(run.titles),
        previous_url=part.previous and address(here, asked, cursor=part.previous),
        next_url=part.next and address(here, asked, cursor=part.next),
    )


def _chips(here: str, asked: dict[str, Any]) -> list[tuple[str, str]]:
    """To which rows the list is narrowed, each with the address without it."""
    outcome = asked["outcome"]
    words = {"outcome": outcome and outcome.label, "stuck": asked["stuck"] and "不能撤销的行"}
    return [(word, address(here, asked, **{key: None})) for key, word in words.items() if word]


@blueprint.get("/imports/<int:run_id>/progress")
@requires(Permission.LOG)
def import_progress(run_id: int) -> Any:
    """The bar alone, asked for again and again; at the end the whole page is."""
    run = get_for(db.session, current_viewer(), run_id)
    done = percent(run.done, run.total)
    answer = make_response(render("exchange/_progress.html", run=run, percent=done))
    if not run.state.is_working:
        answer.headers["HX-Refresh"] = "true"
    return answer


@blueprint.route("/imports/<int:run_id>/columns", methods=["GET", "POST"])
@requires(Permission.LOG)
def import_columns(run_id: int) -> Any:
    """Say which column is which; then the file is checked."""
    form, viewer = ColumnsForm(), current_viewer()
    with db.reading() as session:
        run = get_for(session, viewer, run_id)
    form.offer(run.kind)
    mapping = {int(place): key for place, key in run.mapping.items()}
    if request.method == "POST":
        insist_on_token()
        mapping = form.mapping(request.form, run.titles)
        try:
            with db.transaction() as session:
                own = get_for(session, viewer, run_id, lock=True)
                runs.match_columns(session, viewer, own, mapping)
            jobs.begin(own)
            return redirect(url_for("exchange.show_import", run_id=run_id))
        except Refused as error:
            form.refuse(error)
    guessed = propose(run.kind, run.titles)
    page = render("exchange/columns.html", form=form, run=run, mapping=mapping, guessed=guessed)
    return page, 400 if form.form_errors else 200


@blueprint.post("/imports/<int:run_id>/write")
@requires(Permission.LOG)
def write_import(run_id: int) -> Any:
    """Write what the dry run found fine."""
    insist_on_token()
    with db.transaction() as session:
        run = get_for(session, current_viewer(), run_id, lock=True)
        runs.ask_to_write(session, run)
    jobs.begin(run)
    return redirect(url_for("exchange.show_import", run_id=run_id))


@blueprint.post("/imports/<int:run_id>/undo")
@requires(Permission.LOG)
def undo_import(run_id: int) -> Any:
    """Take a whole run back."""
    insist_on_token()
    with db.transaction() as session:
        run = get_for(session, current_viewer(), run_id, lock=True)
        runs.ask_to_undo(session, run)
    jobs.begin(run)
    flash("已开始整体撤销。", "success")
    return redirect(url_for("exchange.show_import", run_id=run_id))
