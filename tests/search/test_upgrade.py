"""Notes come to be found by an upgrade, and what was found before still is."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from crm.core import migrate
from crm.core.db import now
from crm.core.engines import make_engine

BEFORE, AFTER = "0011", "0013"
ROW = text(
    "INSERT INTO search_documents (kind, subject_id, part, cleared, tokens, created_at, updated_at)"
    " VALUES ('lead', :number, :part, :cleared, :tokens, :at, :at)"
)
FINDS = {
    "sqlite": "SELECT subject_id FROM search_documents d JOIN search_index i ON i.rowid = d.id"
    " WHERE search_index MATCH :token ORDER BY 1",
    "postgresql": "SELECT subject_id FROM search_documents"
    " WHERE tokens_vector @@ CAST(:token AS tsquery) ORDER BY 1",
}


@pytest.fixture
def engine(app, databases):
    engine = make_engine(databases.create("search_upgraded"))
    with app.app_context():
        yield engine
    engine.dispose()
    databases.drop("search_upgraded")


def put(engine, number, part, tokens):
    given = {"number": number, "part": part, "cleared": False, "tokens": tokens, "at": now()}
    given["at"] = given["at"].replace(tzinfo=None) if engine.name == "sqlite" else given["at"]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(ROW, given)


def found(engine, token):
    with engine.connect() as connection:
        return list(connection.scalars(text(FINDS[engine.name]), {"token": token}))


def test_the_index_goes_through_up_and_down(engine):
    migrate.upgrade(engine, BEFORE)
    put(engine, 7, "names", "klead h5929")
    with pytest.raises(IntegrityError):
        put(engine, 7, "notes", "nlead h84b8")
    migrate.upgrade(engine, AFTER)
    put(engine, 7, "notes", "nlead h84b8")
    put(engine, 8, "names", "klead h5929")
    assert found(engine, "h5929") == [7, 8]
    assert found(engine, "h84b8") == [7]
    with pytest.raises(IntegrityError):
        put(engine, 9, "else", "klead h5929")
    migrate.downgrade(engine, BEFORE)
    assert found(engine, "h84b8") == []
    assert found(engine, "h5929") == [7, 8]
    with engine.execution_options(writes=True).begin() as connection:
        connection.execute(text("DELETE FROM search_documents WHERE subject_id = 7"))
    assert found(engine, "h5929") == [8]
