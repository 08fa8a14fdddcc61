"""Gives rows the keys that names are found by, where a migration has left them empty."""

from typing import Any

from sqlalchemy import Table, bindparam, select, update
from sqlalchemy.orm import Session

from crm.companies.models import Contact, Named
from crm.companies.rules import mail_domain, name_keys
from crm.core.db import Model

AT_ONCE = 5000


def complete_keys(session: Session) -> int:
    """Fill the keys of all names that have none; gives how many it has filled."""
    filled = 0
    for mapper in Model.registry.mappers:
        if issubclass(mapper.class_, Named):
            filled += _names(session, mapper.local_table)  # type: ignore[arg-type]
    return filled + _domains(session)


def _names(session: Session, table: Table) -> int:
    column = table.c["company_name" if "company_name" in table.c else "name"]
    wanted = select(table.c.id, column.label("name")).where(table.c.brand == "", column != "")
    rows = []
    for number, name in session.execute(wanted):
        keys = name_keys(name)
        told = {"core_name": keys.core, "brand": keys.brand, "pinyin": keys.pinyin}
        if "sound" in table.c:
            told["sound"] = keys.sound
        rows.append({"key": number, **told})
    return _write(session, table, rows)


def _domains(session: Session) -> int:
    table: Any = Contact.__table__
    wanted = select(table.c.id, table.c.email).where(
        table.c.mail_domain == "", table.c.email.like("%@%")
    )
    rows = [
        {"key": number, "mail_domain": domain}
        for number, email in session.execute(wanted)
        if (domain := mail_domain(email))
    ]
    return _write(session, table, rows)


def _write(session: Session, table: Table, rows: list[dict[str, Any]]) -> int:
    """The rows as they are: nobody has changed the records, so neither version nor time moves."""
    kept = {column.name: column for column in table.c if column.onupdate is not None}
    for start in range(0, len(rows), AT_ONCE):
        part = rows[start : start + AT_ONCE]
        names = [name for name in part[0] if name != "key"]
        session.connection().execute(
            update(table)
            .where(table.c.id == bindparam("key"))
            .values({**{name: bindparam(name) for name in names}, **kept}),
            part,
        )
    return len(rows)
