"""What every test can ask for: a database rolled back after it, the cast, a fixed clock."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
import time_machine
from flask import Flask
from hypothesis import settings
from sqlalchemy import event
from sqlalchemy.orm import Session

from crm.app import create_app
from crm.core import finding, kept, lists
from crm.core.db import db
from crm.exchange.seeds.counts import Counts
from tests.chromium import chromium  # noqa: F401  a fixture
from tests.client import Browser
from tests.engines import ENGINES, Databases, folder_for_files
from tests.factories.accounts import Cast, find_cast, make_cast
from tests.running import pytest_collection_finish, pytest_collection_modifyitems  # noqa: F401
from tests.skipping import pytest_runtest_makereport, pytest_terminal_summary  # noqa: F401  hooks
from tests.stores import BLANK, NOW, Installed, Store, settings_for

# A busy machine is no fault of the rule: examples are counted, not timed.
settings.register_profile("lianzhao", deadline=None, database=None)
settings.load_profile("lianzhao")

HOUSEKEEPING = ("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN", "COMMIT", "PRAGMA")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--engine",
        choices=(*ENGINES, "both"),
        default="sqlite",
        help="the database that the tests run on",
    )


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    if "engine_name" in metafunc.fixturenames:
        chosen = metafunc.config.getoption("--engine")
        names = ENGINES if chosen == "both" else (chosen,)
        metafunc.parametrize("engine_name", names, scope="session")


@pytest.fixture(scope="session")
def every_database(worker_id: str) -> Iterator[Callable[[str], Databases]]:
    """Gives the databases of an engine. They live as long as the run, for the engines alternate
    from file to file and a server takes seconds to start."""
    started: dict[str, Databases] = {}

    def of(engine: str) -> Databases:
        if engine not in started:
            started[engine] = Databases(engine, folder, worker_id)
        return started[engine]

    with folder_for_files() as folder:
        yield of
        for databases in started.values():
            databases.stop()


@pytest.fixture(scope="session")
def databases(engine_name: str, every_database: Callable[[str], Databases]) -> Databases:
    return every_database(engine_name)


@pytest.fixture(scope="session")
def offices() -> Iterator[dict[str, Installed]]:
    """The applications of the run, one for each engine."""
    found: dict[str, Installed] = {}
    yield found
    for one in found.values():
        one.close()


@pytest.fixture(scope="session")
def installed(
    databases: Databases,
    offices: dict[str, Installed],
    tmp_path_factory: pytest.TempPathFactory,
) -> Installed:
    """The application and its databases, migrated once per run and engine."""
    if databases.engine not in offices:
        offices[databases.engine] = Installed(databases, tmp_path_factory.mktemp("instance"))
    return offices[databases.engine]


@pytest.fixture(scope="session")
def app(installed: Installed) -> Flask:
    """The application, on an empty database."""
    installed.empty.enter()
    return installed.app


@pytest.fixture
def session(app: Flask, installed: Installed, request: pytest.FixtureRequest) -> Iterator[Session]:
    """A session for a test's own rows; everything is rolled back after the test.

    The requests of the test run on the same connection and see what it has flushed. A test that
    asks for the cast or for the seeds finds them there, which is quicker than making them.
    """
    with installed.store(request.fixturenames).rolled_back(app) as session:
        yield session
    installed.empty.enter()


@pytest.fixture(scope="session")
def seeds(installed: Installed) -> Counts:
    """Has `session` stand on the repository's seeds; gives what loading them has read and made."""
    return installed.planted


@pytest.fixture
def template() -> str:
    """Of which database `own_app` has a copy: the empty one."""
    return BLANK


@pytest.fixture
def own_app(
    app: Flask, databases: Databases, template: str, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[Flask]:
    """An application on a database of its own, really committed.

    For tests of commands, jobs, threads and several processes. `db` belongs to it until the end.
    """
    shared = Store(db.engine, db.reader)
    name = f"own_{abs(hash(request.node.nodeid)) % 10**8}"
    own = create_app(settings_for(databases.create(name, template=template), tmp_path))
    kept.forget()  # what was read of the shared database
    yield own
    kept.forget()
    db.dispose()
    shared.enter()
    databases.drop(name)


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """Friday 20 November 2026, ten in the morning; stands still until it is moved."""
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def cast(session: Session, installed: Installed) -> Cast:
    known = installed.cast_in(db.engine)
    return find_cast(session, known) if known else make_cast(session)


@pytest.fixture
def browser(app: Flask, session: Session) -> Callable[..., Browser]:
    """Opens a browser: `browser(user)` signed in, `browser()` not."""
    return lambda user=None: Browser(app, session, user)


@pytest.fixture
def guest(browser: Callable[..., Browser]) -> Browser:
    """Somebody who has not signed in."""
    return browser()


@pytest.fixture
def staff(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.staff)


@pytest.fixture
def colleague(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.colleague)


@pytest.fixture
def manager(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.manager)


@pytest.fixture
def outsider(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.outsider)


@pytest.fixture
def leader(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.leader)


@pytest.fixture
def admin(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.admin)


@pytest.fixture
def security(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.security)


@pytest.fixture
def auditor(browser: Callable[..., Browser], cast: Cast) -> Browser:
    return browser(cast.auditor)


@pytest.fixture
def few_are_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Lists treat words that three records have as those that more have than are counted."""
    monkeypatch.setattr(lists, "MOST_COUNTED", 2)
    monkeypatch.setattr(finding, "ENOUGH", 40)


@pytest.fixture
def count_queries(session: Session) -> Callable[[], AbstractContextManager[list[str]]]:
    """`with count_queries() as queries:` collects the statements sent meanwhile, by a worker that
    knows all names and no figure."""

    @contextmanager
    def collect() -> Iterator[list[str]]:
        sent: list[str] = []

        def note(_connection: Any, _cursor: Any, statement: str, *_more: Any) -> None:
            if not statement.startswith(HOUSEKEEPING):
                sent.append(statement)

        session.commit()
        kept.forget()
        kept.fetch(session)
        event.listen(db.engine, "before_cursor_execute", note)
        try:
            yield sent
        finally:
            event.remove(db.engine, "before_cursor_execute", note)

    return collect
