"""A gunicorn like the one of `make run`, on a free port."""

import os
import re
import shlex
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from tests.bench.data import FOLDER, ROOT, environment

WORKERS = 2
PATIENCE = 30.0  # seconds until it answers


class Server:
    """A running server: its port, its workers and their memory."""

    def __init__(self, port: int, process: subprocess.Popen[bytes]) -> None:
        self.port, self.process = port, process

    def workers(self) -> list[int]:
        """The numbers of its worker processes."""
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children")
        return [int(number) for number in children.read_text().split()]

    def cpu(self) -> float:
        """Milliseconds that its workers have computed so far, whoever else keeps the machine busy.

        Not what a database server in processes of its own computes for them.
        """
        spent = 0
        for worker in self.workers():
            for task in Path(f"/proc/{worker}/task").glob("*/schedstat"):
                spent += int(task.read_text().split()[0])
        return spent / 1e6

    def memory(self) -> list[tuple[float, float]]:
        """What each worker keeps in memory, in MB: its fair part of what several share (PSS),
        and with all that is shared counted in full (RSS)."""
        sizes = []
        for worker in self.workers():
            rollup = Path(f"/proc/{worker}/smaps_rollup").read_text()
            found = dict(re.findall(r"^(\w+):\s+(\d+) kB", rollup, re.MULTILINE))
            sizes.append((int(found["Pss"]) / 1024, int(found["Rss"]) / 1024))
        return sizes


@contextmanager
def serving(url: str) -> Iterator[Server]:
    """The server on a database, stopped at the end."""
    port = free_port()
    log = FOLDER / "server.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            command(port), cwd=ROOT, env=environment(url), stdout=output, stderr=output
        )
    try:
        _await(port, process, log)
        yield Server(port, process)
    finally:
        process.terminate()
        try:
            process.wait(15)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def command(port: int) -> list[str]:
    """The command of the Makefile, with the application that has the floor's pages too."""
    makefile = (ROOT / "Makefile").read_text().replace("\\\n", " ")
    line = re.search(r"^SERVE := (.*)$", makefile, re.MULTILINE)[1]
    values = {
        "BIN": str(Path(sys.executable).parent),
        "HOST": "127.0.0.1",
        "PORT": str(port),
        "WORKERS": str(WORKERS),
    }
    filled = re.sub(r"\$\((\w+)\)", lambda name: values[name[1]], line)
    return shlex.split(filled.replace("wsgi:app", "tests.bench.floor:app"))


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def _await(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end and process.poll() is None:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/readyz")
            if connection.getresponse().status == 200:
                return
        except (HTTPException, OSError):
            pass
        finally:
            connection.close()
        time.sleep(0.1)
    raise SystemExit(f"服务没有启动：\n{log.read_text()[-3000:]}")


def load_average() -> float:
    """How busy the machine was during the last minute: above 2 the figures say little."""
    return os.getloadavg()[0]
