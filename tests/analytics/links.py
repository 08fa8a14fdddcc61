"""What a list counts to which a figure leads."""

from datetime import date
from urllib.parse import parse_qsl, urlsplit

from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.plans.models import Definition
from crm.projects.queries.filters import ProjectFilter
from crm.projects.queries.listing import count

TODAY = date(2026, 11, 20)


def listed(session: Session, viewer: Viewer, url: str, definition: Definition | None = None):
    """The length of the list of projects at an address."""
    by = ProjectFilter.read(dict(parse_qsl(urlsplit(url).query)))
    return count(session, viewer, by, definition)
