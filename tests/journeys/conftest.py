"""A running site of its own for whole stories."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.engines import Databases
from tests.journeys.site import Site, running


@pytest.fixture
def site(databases: Databases, tmp_path: Path) -> Iterator[Site]:
    """The product served by gunicorn, on a database that `flask prepare` has filled."""
    with running(databases.create("journey"), tmp_path) as site:
        yield site
    databases.drop("journey")
