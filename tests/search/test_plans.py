"""PostgreSQL finds each kind by the index made for it, and keeps one plan for all values."""

import re

import pytest
from sqlalchemy import text
from sqlalchemy.dialects import postgresql

from crm.accounts.rules import Scope
from crm.search.queries import on_postgresql
from crm.search.rules import NOTED, Kind

INDEXES = {
    *(f"ix_search_documents_tokens_{kind.value}_names" for kind in Kind),
    *(f"ix_search_documents_tokens_{kind.value}_notes" for kind in NOTED),
}
FILL = text("""
INSERT INTO search_documents (kind, subject_id, part, cleared, tokens, created_at, updated_at)
SELECT kind, n, part, false, 'l' || n, now(), now()
FROM unnest(CAST(:kinds AS text[])) AS kind, unnest(ARRAY['names', 'notes']) AS part,
generate_series(1, 500) AS n
""")
WAYS = [(False, None), (True, Scope.ZONE), (True, Scope.BELOW), (True, Scope.OWN)]


def compiled(common, scope):
    """The statement with $1, $2 … for its values, as the driver sends it."""
    found = on_postgresql.statement(11, common, scope).compile(dialect=postgresql.dialect())
    names = list(found.params)
    return re.sub(r"%\((\w+)\)s", lambda name: f"${names.index(name[1]) + 1}", str(found))


@pytest.mark.parametrize(("common", "scope"), WAYS)
def test_every_kind_is_found_by_its_own_index(session, common, scope):
    if session.get_bind().dialect.name != "postgresql":
        return
    session.execute(FILL, {"kinds": [kind.value for kind in Kind]})
    session.execute(text("ANALYZE search_documents"))
    asked = f"EXPLAIN (GENERIC_PLAN) {compiled(common, scope)}"
    plan = "\n".join(session.connection().exec_driver_sql(asked).scalars())
    assert set(re.findall(r"ix_search_documents_tokens_\w+", plan)) == INDEXES


@pytest.mark.parametrize(("common", "scope"), WAYS)
def test_no_value_is_anything_that_the_planner_reckons_with(common, scope):
    values = re.findall(r"\(SELECT (?:CAST\()?\$\d+", compiled(common, scope))
    assert len(values) == compiled(common, scope).count("$") > 10
