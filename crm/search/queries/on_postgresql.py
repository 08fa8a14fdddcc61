"""The newest matches on PostgreSQL, whose index knows no order and fetches all that there are.

For words that many records have, the newest few are looked at first, and the index is asked only
when these were not enough. Who sees only some units is spared the others' documents there: his
records are looked at by where they lie, which costs a tenth of asking their documents.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    CompoundSelect,
    String,
    and_,
    any_,
    bindparam,
    cast,
    false,
    func,
    or_,
    select,
    true,
    union_all,
)
from sqlalchemy.dialects.postgresql import ARRAY

from crm.accounts.rules import Scope
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.projects.models import Project
from crm.search.models import ARE_NOTES
from crm.search.queries.documents import (
    ARE_NAMES,
    BY_NAME,
    BY_NOTES,
    VECTOR,
    Document,
    holds,
    named,
    notes,
    of,
    open_to,
    tsquery_of,
    written,
)
from crm.search.rules import NOTED, Kind

# Documents that are looked at first: a word that none of them has is rare among them.
FIRST = 150
# Those looked at then. Enough for a word that one in thirty has, where documents are short one in a
# hundred; for rarer ones the index is quicker.
NEXT = {Kind.COMPANY: 1_350, Kind.PROJECT: 350, Kind.LEAD: 1_350, Kind.CONTACT: 1_350}
NEWEST_NOTES = 160
# Records of somebody's that are looked at, first and then, and among how many they are looked for.
HIS_FIRST, HIS_NEXT, WALKED = 40, 260, 2_000
FEW = frozenset({Kind.CARRIER, Kind.TASK})  # a zone has hundreds of them: the index is as quick
# Kinds of which most people see a part, and that part in the records' own tables.
PLACED: dict[Kind, tuple[Any, Any]] = {
    Kind.PROJECT: (Project, false()),
    Kind.LEAD: (
        Lead,
        and_(Lead.state == written(LeadState.POOL.value), Lead.confidential.is_(False)),
    ),
}


@cache
def statement(most: int, common: bool, scope: Scope | None) -> CompoundSelect[Any]:
    """All kinds in one statement, each with a query of its own; at most `most` records of each.

    Every value is asked for in a query of its own, a part of the plan that is the same for all
    values: so PostgreSQL comes to keep that plan, where making it takes longer than running it.
    """
    return union_all(*(select(_kind(kind, most, common, scope).subquery()) for kind in Kind))


def _kind(kind: Kind, most: int, common: bool, scope: Scope | None) -> CompoundSelect[Any]:
    called: list[CTE] = []
    if common and kind not in FEW:
        called.append(_newest(kind, most, scope, []))
        called.append(_newest(kind, most, scope, called))
    called.append(_others(kind.value, of(kind, ARE_NAMES), most, called))
    ways = [select(named(kind), one.c.subject_id, BY_NAME.label("by_notes")) for one in called]
    if kind in NOTED:
        said = [_newest_notes(kind, most, called)] if common else []
        said.append(_others(notes(kind), of(kind, ARE_NOTES), most, [*called, *said]))
        ways += [select(named(kind), one.c.subject_id, BY_NOTES) for one in said]
    return union_all(*ways)


def _newest(kind: Kind, most: int, scope: Scope | None, first: Sequence[CTE]) -> CTE:
    """Matches among the newest; given the first, among those behind, if they promise some."""
    worth = [_counted(first) > written(0), *_lacking(first, most)] if first else []
    if kind in PLACED and scope is not Scope.ZONE:
        few = _few_of(kind, scope, worth, *((HIS_NEXT, HIS_FIRST) if first else (HIS_FIRST, 0)))
    else:
        which = and_(of(kind, ARE_NAMES), *worth)
        few = _few(which, *((NEXT[kind], FIRST) if first else (FIRST, 0)))
    return _matching(f"{'next' if first else 'first'}_{kind.value}", kind.value, few, most)


def _newest_notes(kind: Kind, most: int, before: Sequence[CTE]) -> CTE:
    few = _few(and_(of(kind, ARE_NOTES), *_lacking(before, most)), NEWEST_NOTES, 0)
    return _matching(f"newest_{notes(kind)}", notes(kind), few, most)


def _few(which: Any, newest: int, behind: int) -> Any:
    return (
        select(*_shown())
        .where(which)
        .order_by(Document.subject_id.desc())
        .limit(written(newest))
        .offset(written(behind))
        .subquery()
    )


def _few_of(kind: Kind, scope: Scope | None, worth: Sequence[Any], newest: int, behind: int) -> Any:
    """The documents of the newest records of somebody's."""
    model, open_to_all = PLACED[kind]
    walked = (
        select(model.id, _is_within(model, open_to_all, scope).label("within"))
        .where(*worth)
        .order_by(model.id.desc())
        .limit(written(WALKED))
        .subquery()
    )
    his = (
        select(walked.c.id)
        .where(walked.c.within)
        .order_by(walked.c.id.desc())
        .limit(written(newest))
        .offset(written(behind))
        .subquery()
    )
    # With an offset it stays apart: record by record, and not one more than are wanted.
    each = (
        select(*_shown())
        .where(of(kind, ARE_NAMES), Document.subject_id == his.c.id)
        .offset(written(0))
        .lateral()
    )
    shown = (his.c.id.label("subject_id"), each.c.kind, each.c.cleared, each.c.tokens_vector)
    return select(*shown).select_from(his.join(each, true())).subquery()


def _is_within(model: Any, open_to_all: Any, scope: Scope | None) -> Any:
    if scope is Scope.OWN:
        return or_(model.owner_id == _given("user"), open_to_all)
    units = cast(_given("units", ARRAY(BigInteger)), ARRAY(BigInteger))
    return or_(model.unit_id == any_(units), open_to_all)


def _matching(name: str, asked: str, few: Any, most: int) -> CTE:
    """Those of the few that have what is asked, as many as are wanted."""
    return (
        select(few.c.subject_id)
        .where(holds(_asked(asked), few.c.tokens_vector), open_to(_given("user"), few.c))
        .distinct()
        .order_by(few.c.subject_id.desc())
        .limit(written(most))
        .cte(name)
    )


def _others(asked: str, which: Any, most: int, before: Sequence[CTE]) -> CTE:
    """The newest matches of all, by the index, if what came before lacks."""
    return (
        select(Document.subject_id)
        .where(which, holds(_asked(asked)), open_to(_given("user")), *_lacking(before, most))
        # The sum keeps the planner from walking the documents for the sake of their order.
        .order_by((Document.subject_id + written(0)).desc())
        .limit(written(most * 2))  # a record has several documents, all of which may match
        .cte(f"other_{asked}")
    )


def _shown() -> tuple[Any, ...]:
    return Document.subject_id, Document.kind, Document.cleared, VECTOR.label("tokens_vector")


def _asked(name: str) -> Any:
    return select(tsquery_of(bindparam(name, type_=String))).scalar_subquery()


def _given(name: str, type_: Any = BigInteger) -> Any:
    return select(bindparam(name, type_=type_)).scalar_subquery()


def _lacking(before: Sequence[CTE], most: int) -> list[Any]:
    """Whether together they have found less than is wanted."""
    return [_counted(before) < written(most)] if before else []


def _counted(before: Sequence[CTE]) -> Any:
    numbers = [select(one.c.subject_id) for one in before]
    found = (union_all(*numbers) if len(numbers) > 1 else numbers[0]).subquery()
    return select(func.count(found.c.subject_id.distinct())).scalar_subquery()
