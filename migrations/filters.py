"""What comparisons of tables and models leave out."""

from crm.core.types import Scaled, UtcDateTime

SEARCH_INDEX = "search_index"
TOKENS_INDEXES = "ix_search_documents_tokens_"
SAID_INDEX = "ix_activities_said"


def include(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
    """Leave out what raw statements made for the search index and the database keeps."""
    if kind == "table":
        return not (name or "").startswith(SEARCH_INDEX)
    return name not in ("tokens_vector", SAID_INDEX) and not (name or "").startswith(TOKENS_INDEXES)


def render(kind: str, item: object, _context: object) -> str | bool:
    """Write our column types as what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Scaled):
        return "sa.BigInteger()"
    return False
