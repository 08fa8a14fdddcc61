"""What pages of plans show of the figures."""

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from flask import render_template

from crm.accounts.queries import current_viewer
from crm.analytics.queries.quotas import months, scores
from crm.core.db import db
from crm.core.errors import Refused
from crm.core.web import slots, today
from crm.plans.models import Quota

Filling = Callable[..., str]


def or_nothing(filling: Filling) -> Filling:
    """Before there is a definition of counting nothing can be counted; the page stands without
    figures then."""

    @wraps(filling)
    def filled(**context: Any) -> str:
        try:
            return filling(**context)
        except Refused:
            return ""

    return filled


@slots.fill("quotas.table")
@or_nothing
def quotas_table(
    quotas: Sequence[Quota], groups: Sequence[tuple[str, str, str, Any]] = (), **_more: Any
) -> str:
    """Quotas with their bars, below their headings."""
    rows = scores(db.session, current_viewer(), quotas, today())
    found = {row.quota.id: row for row in rows}
    return render_template("analytics/_quotas.html", rows=rows, found=found, groups=groups)


@slots.fill("quota.progress")
@or_nothing
def quota_progress(quota: Quota, **_more: Any) -> str:
    """One quota: its bar, its figures, month by month."""
    viewer, on = current_viewer(), today()
    (row,) = scores(db.session, viewer, [quota], on)
    return render_template(
        "analytics/_progress.html", row=row, months=months(db.session, viewer, quota, on)
    )
