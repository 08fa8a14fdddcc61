"""The product as an office runs it: its commands and a gunicorn of its own, on a real database."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
PATIENCE = 30
ONE_TIME = re.compile(r"一次性密码：(\S+?)(?:（|$)", re.MULTILINE)


@dataclass(frozen=True)
class Site:
    """Where it answers, and with which settings its commands run."""

    url: str
    settings: dict[str, str]

    def flask(self, *arguments: str) -> str:
        """Run `flask --app wsgi …` and give what it prints; it must succeed."""
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *arguments]
        ran = subprocess.run(
            command, cwd=ROOT, env=self.settings, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, f"flask {arguments[0]}: {ran.stderr}"
        return ran.stdout

    def new_account(self, username: str, name: str, role: str, unit: str = "") -> str:
        """Open an account; gives its one-time password."""
        more = ("--unit", unit) if unit else ()
        said = self.flask("user", "create", username, "--name", name, "--role", role, *more)
        found = ONE_TIME.search(said)
        assert found, said
        return found[1]


@contextmanager
def running(database_url: str, folder: Path) -> Iterator[Site]:
    """Prepare the database as `make run` does, and serve it until the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    url = f"http://127.0.0.1:{port}"
    settings = {
        **{name: text for name, text in os.environ.items() if not name.startswith("CRM_")},
        "CRM_DATABASE_URL": database_url,
        "CRM_INSTANCE_DIR": str(folder),
        "CRM_BASE_URL": url,
        "CRM_SCHEDULER": "off",
    }
    site = Site(url, settings)
    site.flask("prepare")
    served = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "--workers", "2"]
    served += ["--worker-class", "gthread", "--threads", "4", "--no-control-socket"]
    served += ["--graceful-timeout", "2"]
    served += ["--log-level", "warning", "wsgi:app"]
    with (folder / "server.log").open("w") as log:
        process = subprocess.Popen(served, cwd=ROOT, env=settings, stderr=log)
        try:
            _wait_until_ready(url, process)
            yield site
        finally:
            process.terminate()
            process.wait(PATIENCE)


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, "the server ended at once"
        try:
            with urllib.request.urlopen(f"{url}/readyz", timeout=5) as answer:  # noqa: S310
                if answer.status == 200:
                    return
        except OSError:
            time.sleep(0.1)
    raise AssertionError(f"not ready after {PATIENCE} seconds")
