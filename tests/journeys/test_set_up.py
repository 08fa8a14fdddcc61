"""`make run` from a bare clone, as a newcomer types it on a machine without Node.js."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.bench.server import free_port
from tests.skipping import skip

ROOT = Path(__file__).parents[2]
PATIENCE = 300
NODE = frozenset({"node", "nodejs", "npm", "npx", "corepack"})


@pytest.fixture
def clock() -> None:
    """The real one: processes of their own have no other."""


@pytest.fixture
def clone(tmp_path: Path) -> Path:
    """What is committed, in a new folder."""
    if shutil.which("git") is None:
        skip("needs git", "apt-get install git")
    folder = tmp_path / "lianzhao"
    subprocess.run(["git", "clone", "--quiet", "--no-hardlinks", ROOT, folder], check=True)
    return folder


def tools_without_node(folder: Path) -> str:
    """A PATH on which everything is but Node.js."""
    folder.mkdir()
    for place in ("/usr/local/bin", "/usr/bin", "/bin"):
        for tool in Path(place).iterdir() if Path(place).is_dir() else ():
            link = folder / tool.name
            if tool.name not in NODE and not link.exists():
                link.symlink_to(tool)
    return str(folder)


def started(clone: Path, path: str, log: Path, port: int) -> "subprocess.Popen[bytes]":
    settings = {"PATH": path, "HOME": str(clone.parent), "LANG": "C.UTF-8"}
    carried = ("PIP_INDEX_URL", "PIP_CONFIG_FILE", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")
    carried += ("XDG_CONFIG_DIRS", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    settings |= {name: os.environ[name] for name in carried if name in os.environ}
    python = getattr(sys, "_base_executable", sys.executable)
    command = ["make", "run", f"PORT={port}", f"PYTHON={python}"]
    with log.open("wb") as output:
        return subprocess.Popen(
            command, cwd=clone, env=settings, stdout=output, stderr=output, start_new_session=True
        )


def answers(port: int, process: "subprocess.Popen[bytes]", log: Path) -> str:
    """The sign-in page, as soon as it is there."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        assert process.poll() is None, log.read_text()
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/login", timeout=5) as answer:
                return answer.read().decode()
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            time.sleep(0.2)
    raise AssertionError(f"no answer after {PATIENCE} s:\n{log.read_text()}")


def stop(process: "subprocess.Popen[bytes]") -> None:
    os.killpg(process.pid, signal.SIGTERM)
    process.wait(30)


def test_a_newcomer_reaches_the_sign_in_page_by_one_command(clone, tmp_path):
    path, port = tools_without_node(tmp_path / "bin"), free_port()
    assert shutil.which("node", path=path) is None
    first = started(clone, path, tmp_path / "first.log", port)
    try:
        page = answers(port, first, tmp_path / "first.log")
    finally:
        stop(first)
    assert 'name="password"' in page
    said = (tmp_path / "first.log").read_text()
    assert re.search(r"admin　一次性密码：\S+", said), said
    for asset in re.findall(r'(?:href|src)="/static/(vendor/[^"?]+)', page):
        assert (clone / "static" / asset).exists(), asset
    assert oct((clone / "instance" / "secret-key").stat().st_mode & 0o777) == "0o600"

    second = started(clone, path, tmp_path / "second.log", port)
    try:
        answers(port, second, tmp_path / "second.log")
    finally:
        stop(second)
    again = (tmp_path / "second.log").read_text()
    assert "一次性密码" not in again
    assert "正在" not in again, "the second start installs nothing"
