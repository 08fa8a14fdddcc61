"""What people do with an import, and what it says."""

from sqlalchemy import select

from crm.exchange.models import ImportRow, ImportRun
from tests.exchange.files import sent, xlsx


def handed_in(browser, session, kind, *rows) -> ImportRun:
    """The import of a file with those rows, checked."""
    browser.post("/imports/new", sent(xlsx(*rows), kind=kind), 302)
    session.expire_all()
    return session.scalars(select(ImportRun).order_by(ImportRun.id.desc())).first()


def go(browser, session, run, deed="write") -> ImportRun:
    """The same after it was written, or undone."""
    browser.post(f"/imports/{run.id}/{deed}", {}, 302)
    session.expire_all()
    return session.get(ImportRun, run.id)


def reasons(session, run) -> list[str]:
    """What is said of each row."""
    wanted = select(ImportRow.reason).where(ImportRow.run_id == run.id).order_by(ImportRow.number)
    return list(session.scalars(wanted))
