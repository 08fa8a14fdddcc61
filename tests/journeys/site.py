"""The product as an office runs it: its commands and a gunicorn of its own, on a real database."""

import os
import re
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.process import BaseProcess

from flask import Flask

from crm.accounts.queries import find_unit
from crm.accounts.rules import Role
from crm.core.db import db
from tests.bench.server import free_port
from tests.factories.accounts import make_session, make_user
from tests.journeys.served import start

PATIENCE = 30
ONE_TIME = re.compile(r"一次性密码：(\S+?)(?:（|$)", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """Where it answers, and the application whose commands write into its database."""

    url: str
    app: Flask

    def flask(self, *arguments: str) -> str:
        """Run `flask …` and give what it prints; it must succeed.

        In this process: another one takes two seconds until it has loaded the application.
        """
        ran = self.app.test_cli_runner().invoke(args=arguments)
        assert ran.exit_code == 0, f"flask {arguments[0]}: {ran.output}"
        return ran.output

    def new_account(self, username: str, name: str, role: str, unit: str = "") -> str:
        """Open an account; gives its one-time password."""
        more = ("--unit", unit) if unit else ()
        said = self.flask("user", "create", username, "--name", name, "--role", role, *more)
        found = ONE_TIME.search(said)
        assert found, said
        return found[1]

    def signed_in(self, username: str, name: str, role: str, unit: str = "") -> dict[str, str]:
        """Open an account; gives the cookie of a browser in which its owner has signed in.

        For stories that begin at the desk: how people come there is told by the others.
        """
        with self.app.app_context(), db.transaction() as session:
            place = find_unit(session, unit) if unit else None
            user = make_user(session, Role(role), place, username=username, name=name)
            values = {"_user_id": make_session(session, user)}
        signer = self.app.session_interface.get_signing_serializer(self.app)
        return {"name": "session", "value": signer.dumps(values), "url": self.url}


@contextmanager
def running(app: Flask) -> Iterator[Site]:
    """Serve the application's database as `make run` does, which prepares it, until the end."""
    settings = app.config["SETTINGS"]
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environment = {
        **{name: text for name, text in os.environ.items() if not name.startswith("CRM_")},
        "CRM_DATABASE_URL": settings.database_url,
        "CRM_INSTANCE_DIR": str(settings.instance_dir),
        "CRM_SECRET_KEY": settings.secret_key,
        "CRM_BASE_URL": url,
        "CRM_SCHEDULER": "off",
    }
    process = start(port, environment, settings.instance_dir / "server.log")
    try:
        _wait_until_ready(url, process)
        yield Site(url, app)
    finally:
        process.terminate()
        process.join(PATIENCE)


def _wait_until_ready(url: str, process: BaseProcess) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.is_alive(), "the server ended at once"
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"not ready after {PATIENCE} seconds")
