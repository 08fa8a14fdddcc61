"""Which tokens many documents have, as PostgreSQL has counted them for its own planning."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic

from sqlalchemy import text
from sqlalchemy.orm import Session

from crm.core import kept
from crm.lib.search_tokens import QueryToken

MANY = 1_000  # documents
# So many different tokens begin alike that each says little of how many there are: with one or two
# letters, and credit codes with what they are codes of and where it is.
SHORT = 2
CODE, SHORT_CODE = "l9", 8
LASTING = 600.0  # seconds for which an estimate is good

# The thousand tokens that most documents have, each with its share of all documents.
_COUNTED = text("""
SELECT stats.most_common_elems::text::text[], stats.most_common_elem_freqs, pg_class.reltuples
FROM pg_stats AS stats
JOIN pg_namespace ON pg_namespace.nspname = stats.schemaname
JOIN pg_class ON pg_class.relnamespace = pg_namespace.oid AND pg_class.relname = stats.tablename
WHERE stats.schemaname = current_schema()
AND stats.tablename = 'search_documents' AND stats.attname = 'tokens_vector'
""")


@dataclass
class _Counts:
    """How many documents have each of the commonest tokens; None while nobody has counted."""

    documents: dict[str, float] | None = None
    read_at: float = field(default=-LASTING)

    def at(self, session: Session) -> dict[str, float] | None:
        if monotonic() - self.read_at >= LASTING:
            row = session.execute(_COUNTED).first()
            if row is None or row[0] is None:
                self.documents = None
            else:
                self.documents = {
                    word: share * row[2] for word, share in zip(row[0], row[1], strict=False)
                }
            self.read_at = monotonic()
        return self.documents

    def forget(self) -> None:
        """Hold nothing."""
        self.read_at = -LASTING


_counts = _Counts()
kept.register(_counts)


def common(session: Session, tokens: Sequence[QueryToken]) -> bool:
    """Whether many documents may have all of the tokens; PostgreSQL only.

    An estimate of the last ten minutes: a wrong one costs time and changes no answer.
    """
    counts = _counts.at(session)
    return counts is None or all(_many(counts, token) for token in tokens)


def _many(counts: dict[str, float], token: QueryToken) -> bool:
    if not token.prefix:
        return counts.get(token.text, 0) >= MANY
    is_code = token.text.startswith(CODE) and token.text[1:].isdigit()
    if len(token.text) - 1 <= (SHORT_CODE if is_code else SHORT):
        return True
    return sum(count for word, count in counts.items() if word.startswith(token.text)) >= MANY
