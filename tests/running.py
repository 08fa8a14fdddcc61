"""In which order the tests run, and what makes the run shorter."""

import gc
from pathlib import Path

import pytest

# The files that take longest, longest first; one of them at the end would keep a worker alone.
SLOWEST = (
    "access/test_hostile.py", "access/test_matrix.py", "access/test_leaks.py",
    "journeys/test_daily.py", "journeys/test_companies.py", "journeys/test_set_up.py",
    "journeys/test_story.py", "access/test_markup.py", "journeys/test_import.py",
    "journeys/test_quotas.py", "house/test_migrations.py", "exchange/test_demo.py",
    "journeys/test_bad_input.py", "access/test_csrf.py", "journeys/test_markup.py",
)  # fmt: skip


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The slowest files first; all others keep their order."""
    place = {Path(__file__).parent / name: number for number, name in enumerate(SLOWEST)}
    items.sort(key=lambda item: place.get(item.path, len(place)))


def pytest_collection_finish() -> None:
    """What was imported stays: the collector of garbage need not look at it time and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
