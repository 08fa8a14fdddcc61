"""The records that the rows of a file name: found by number, by name, by the core of a name."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from crm.accounts.rules import Viewer
from crm.companies.models import Company, Named
from crm.companies.rules import core_key
from crm.core.lists import among
from crm.exchange.rules.naming import Asked
from crm.leads.models import Lead
from crm.leads.operations.books import Key, book_of, known_among
from crm.leads.queries.subjects import SUBJECTS
from crm.projects.models import Project

NAMES: dict[str, Any] = {
    "lead": Lead.company_name,
    "project": Project.name,
    "company": Company.name,
}
MOST_NAMED = 3


class Unclear(Exception):
    """Says in a sentence why a row names no record, or several."""


class Records:
    """What the viewer knows of the records that some rows ask for; one statement for each kind."""

    def __init__(self, session: Session, viewer: Viewer, asked: Sequence[Asked]) -> None:
        self._viewer = viewer
        self.known: dict[Key, Any] = {}
        self._by_name: dict[str, list[Key]] = {}
        self._by_core: dict[str, list[Key]] = {}
        for kind in SUBJECTS:
            which = _which(session, kind, [one for one in asked if one.kind in ("", kind)])
            for record in known_among(session, viewer, kind, which):
                self._keep((kind, record.id), record)

    def _keep(self, key: Key, record: Any) -> None:
        self.known[key] = record
        self._by_name.setdefault(name_of(key[0], record), []).append(key)
        if isinstance(record, Named) and record.core_name:
            self._by_core.setdefault(record.core_name, []).append(key)

    def meant(self, asked: Asked) -> Key:
        """The one record that is asked for and may be logged for. Raises Unclear."""
        found = list(self._found(asked))
        if not found:
            raise Unclear(_nothing(asked))
        able = [key for key in found if not self._barred(key)]
        if len(able) == 1:
            return able[0]
        if not able:
            raise Unclear(self._barred(found[0]))
        named = "、".join(f"{SUBJECTS[kind].label} {number}" for kind, number in able[:MOST_NAMED])
        more = f"等 {len(able)} 条" if len(able) > MOST_NAMED else ""
        raise Unclear(
            f"“{asked.name[:40]}”可能是{named}{more}，请写明对象类别，或填编号、网页地址。"
        )

    def _found(self, asked: Asked) -> Iterator[Key]:
        if asked.number is not None:
            key = (asked.kind, asked.number)
            yield from (key,) if key in self.known else ()
            return
        exact = self._by_name.get(asked.name, [])
        for key in exact or self._by_core.get(core_key(asked.name), []):
            if asked.kind in ("", key[0]):
                yield key

    def _barred(self, key: Key) -> str:
        return book_of(key[0]).barred(self._viewer, self.known[key])


def name_of(kind: str, record: Any) -> str:
    """What those who know a record call it."""
    return str(getattr(record, NAMES[kind].key))


def _which(session: Session, kind: str, asked: Iterable[Asked]) -> ColumnElement[bool]:
    model = SUBJECTS[kind].model
    numbers = {one.number for one in asked if one.number is not None and one.kind}
    names = {one.name for one in asked if one.number is None}
    ways = [among(session, model.id, numbers), NAMES[kind].in_(names)]
    if issubclass(model, Named):
        ways.append(model.core_name.in_({core_key(name) for name in names} - {""}))
    return or_(*ways)


def _nothing(asked: Asked) -> str:
    if asked.number is not None and not asked.kind:
        return f"只填了编号 {asked.number}，请在对象类别里写明是线索、项目还是企业。"
    label = SUBJECTS[asked.kind].label if asked.kind else "线索、项目或企业"
    named = f"“{asked.name[:40]}”" if asked.number is None else f"编号为 {asked.number} "
    return f"没有{named}这个{label}，或您无权查看。请核对名称，或粘贴它的网页地址。"
