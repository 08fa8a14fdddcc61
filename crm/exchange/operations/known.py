"""The companies that the rows of a file name, as far as they are there already."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from crm.accounts.models import OrgUnit
from crm.accounts.rules import Viewer
from crm.companies.models import Company
from crm.companies.queries import known_to
from crm.exchange.rules.reading import ReadRow


def companies_named(
    session: Session, actor: Viewer, rows: Sequence[ReadRow], column: str
) -> dict[str, Any]:
    """By name and by credit code, a name before a code; `column` holds the rows' names.

    Those that the actor may not know are among them, with `known` false and the unit to ask.
    """
    names = {row.values[column] for row in rows if column in row.values}
    codes = {row.values["credit_code"] for row in rows if "credit_code" in row.values}
    wanted = (
        select(
            Company.id,
            Company.name,
            Company.credit_code,
            Company.confidential,
            OrgUnit.name.label("unit"),
            known_to(actor).label("known"),
        )
        .join(OrgUnit, OrgUnit.id == Company.unit_id)
        .where(or_(Company.name.in_(names), Company.credit_code.in_(codes)))
    )
    rows_there = session.execute(wanted).all()
    found = {one.credit_code: one for one in rows_there if one.credit_code}
    return found | {one.name: one for one in rows_there}
