"""The repository's seeds, loaded once for all tests of a file: these only look at them."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.core import kept
from crm.core.db import db
from crm.exchange.seeds.ledger import Counts
from crm.exchange.seeds.load import load

SEEDS = Path(__file__).parents[2] / "seeds"


@pytest.fixture(scope="module")
def session(app: Flask) -> Iterator[Session]:
    """A session that is rolled back after the file's last test."""
    kept.forget()
    engine = db.engine.execution_options(writes=True)
    with app.app_context(), engine.connect() as connection:
        transaction = connection.begin()
        with db.pinned(connection), db.open(writes=True) as session:
            yield session
        transaction.rollback()


@pytest.fixture(scope="module")
def counts(session: Session) -> Counts:
    """What loading has read and made."""
    return load(session, SEEDS)
