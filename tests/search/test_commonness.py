"""PostgreSQL's own figures tell which words many documents have; SQLite's search asks for none."""

import pytest
from sqlalchemy import text

from crm.core import kept
from crm.lib.search_tokens import query_tokens
from crm.search.queries.commonness import MANY, common

FILL = text("""
INSERT INTO search_documents (kind, subject_id, part, cleared, tokens, created_at, updated_at)
SELECT 'company', 1000000 + n, 'names', false, :tokens, now(), now()
FROM generate_series(1, :many) AS n
""")
FORGET = text("DELETE FROM pg_statistic WHERE starelid = 'search_documents'::regclass")


@pytest.fixture
def counted(session):
    """Whether PostgreSQL has counted many documents that are about one thing."""
    if session.get_bind().dialect.name != "postgresql":
        return False
    tokens = "kcompany " + " ".join(token.text for token in query_tokens("设备 soft"))
    session.execute(FILL, {"tokens": tokens, "many": MANY + 200})
    session.execute(text("ANALYZE search_documents"))
    kept.forget()
    return True


def test_a_word_is_common_that_many_documents_have(counted, session):
    if counted:
        common_ones = [
            word for word in ("设备", "soft", "so", "晶圆") if common(session, query_tokens(word))
        ]
        assert common_ones == ["设备", "soft", "so"]


def test_several_words_are_as_rare_as_the_rarest(counted, session):
    if counted:
        assert not common(session, query_tokens("设备 晶圆"))


def test_any_word_may_be_common_while_nobody_has_counted(counted, session):
    if counted:
        session.execute(FORGET)
        kept.forget()
        assert common(session, query_tokens("晶圆"))


def test_the_beginning_of_a_credit_code_is_common(counted, session):
    if counted:
        asked = ["91320", "91320900", "913209001", "13905", "9132x"]
        assert [one for one in asked if common(session, query_tokens(one))] == asked[:2]
