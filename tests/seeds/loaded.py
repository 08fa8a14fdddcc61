"""The repository's seeds, one session for all tests of a file: these only look at them."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from crm.exchange.seeds.counts import Counts
from tests.stores import Installed


@pytest.fixture(scope="module")
def session(app: Flask, installed: Installed) -> Iterator[Session]:
    """A session that is rolled back after the file's last test."""
    with installed.seeded.rolled_back(app) as session:
        yield session
    installed.empty.enter()


@pytest.fixture(scope="module")
def counts(seeds: Counts) -> Counts:
    """What loading has read and made."""
    return seeds
