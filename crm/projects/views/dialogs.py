"""Small forms that open in the shared dialog; without scripts they are pages of their own."""

from typing import Any

from flask import Response, redirect

from crm.core.web import is_htmx, render
from crm.projects.forms import ReasonForm
from crm.projects.models import Project


def reason_page(
    form: ReasonForm, project: Project, title: str, word: str, help_text: str, back: str
) -> Any:
    """Ask for a reason."""
    page = render(
        "projects/_reason_dialog.html" if is_htmx() else "projects/reason.html",
        form=form,
        project=project,
        title=title,
        word=word,
        help_text=help_text,
        back=back,
    )
    return page, 400 if form.is_submitted() else 200


def gone_to(url: str) -> Any:
    """Go on after a form was taken, from the dialog or from a page."""
    if is_htmx():
        return Response(status=204, headers={"HX-Redirect": url})
    return redirect(url)
