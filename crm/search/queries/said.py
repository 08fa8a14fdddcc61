"""Which activities may have some words in what was said, by the pairs of characters."""

from itertools import groupby

from sqlalchemy import Select, cast, literal, literal_column, select
from sqlalchemy.dialects.postgresql import TSQUERY, TSVECTOR
from sqlalchemy.orm import Session

from crm.core.ways import on_sqlite
from crm.leads.models import Activity
from crm.search.models import SAID, SAID_PAIRS

MOST_PAIRS = 16
_PAIRS = literal_column(SAID_PAIRS, TSVECTOR)
_TABLE = literal_column(SAID.name)


def said(session: Session, word: str) -> Select[tuple[int]] | None:
    """The numbers of the activities that have all pairs of a word; None for signs alone.

    All that have the word are among them, and few others: whoever asks looks at the text itself.
    """
    pairs = _pairs(word.lower())
    if not pairs:
        return None
    if on_sqlite(session):
        match = " AND ".join(f'"{pair}"' if len(pair) > 1 else f'"{pair}"*' for pair in pairs)
        return select(SAID.c.rowid).where(_TABLE.op("MATCH")(literal(match)))
    asked = " & ".join(f"'{pair}'" if len(pair) > 1 else f"'{pair}':*" for pair in pairs)
    return select(Activity.id).where(_PAIRS.op("@@")(cast(literal(asked), TSQUERY)))


def _pairs(word: str) -> list[str]:
    """Neighbours between which no sign stands; a character alone for one with any neighbour."""
    runs = ["".join(run) for fine, run in groupby(word, key=str.isalnum) if fine]
    found = [run[place : place + 2] for run in runs for place in range(max(len(run) - 1, 1))]
    return list(dict.fromkeys(found))[:MOST_PAIRS]
