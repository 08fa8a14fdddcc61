"""Files of a project and of its milestones."""

from typing import Any

from flask import flash, redirect

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission
from crm.attachments.operations import attach, receive, send
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import render, requires, writes
from crm.projects.forms import FilesForm
from crm.projects.queries.access import KIND, get_known, get_to_edit, title_for_all
from crm.projects.queries.record import attachment_of
from crm.projects.views.blueprint import blueprint

MOST_FILES = 20


@blueprint.route("/<int:project_id>/attachments/new", methods=["GET", "POST"])
@requires(Permission.LOG)
def upload(project_id: int) -> Any:
    """Add files to the record itself."""
    form, viewer = FilesForm(), current_viewer()
    with db.reading() as reading:  # files are received before anything is written
        project = get_to_edit(reading, viewer, project_id)
    if form.validate_on_submit():
        try:
            count = _attached(form, project_id)
            flash(f"已上传 {count} 个文件", "success")
            return redirect(f"/projects/{project_id}?tab=files")
        except Refused as error:
            form.refuse(error)
    page = render("projects/upload.html", form=form, project=project)
    return page, 400 if form.is_submitted() else 200


def _attached(form: FilesForm, project_id: int) -> int:
    """Receive the files, then attach them; gives how many."""
    given = form.given_files()
    if len(given) > MOST_FILES:
        raise Refused(f"一次最多上传 {MOST_FILES} 个文件，请分次上传。", "files")
    received = [receive(file, "files") for file in given]
    viewer = current_viewer()
    project = get_to_edit(db.session, viewer, project_id, lock=True)
    for file in received:
        attach(
            db.session, viewer, KIND, project.id, file,
            title=title_for_all(project), confidential=project.confidential,
        )  # fmt: skip
    return len(received)


@blueprint.get("/<int:project_id>/attachments/<int:attachment_id>")
@requires(Permission.READ)
@writes
def download(project_id: int, attachment_id: int) -> Any:
    """A file to save; the log keeps who took it."""
    viewer = current_viewer()
    project = get_known(db.session, viewer, project_id)
    found = attachment_of(db.session, project, attachment_id)
    title, confidential = title_for_all(project), project.confidential
    return send(db.session, viewer, found, title=title, confidential=confidential)
