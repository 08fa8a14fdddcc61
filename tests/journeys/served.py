"""The server's process: gunicorn as `make run` starts it, in a fork of one that has imported all.

Python and the product's modules take 1.5 s to load, and every journey has a server of its own.
"""

import multiprocessing
import os
import sys
from multiprocessing.process import BaseProcess
from pathlib import Path

from gunicorn.app.wsgiapp import run
from gunicorn.workers import gthread

import crm.app
import crm.cli
import crm.server

LOADED = (crm.app, crm.cli, crm.server, gthread)
ARGUMENTS = ("--config", "python:crm.server", "--workers", "2", "--graceful-timeout", "2")


def start(port: int, environment: dict[str, str], log: Path) -> BaseProcess:
    """Start a server on that port with these variables and no others."""
    forks = multiprocessing.get_context("forkserver")
    forks.set_forkserver_preload([__name__])
    process = forks.Process(target=_serve, args=(port, environment, log))
    process.start()
    return process


def _serve(port: int, environment: dict[str, str], log: Path) -> None:
    os.environ.clear()
    os.environ.update(environment)
    with log.open("wb") as output:
        os.dup2(output.fileno(), sys.stdout.fileno())
        os.dup2(output.fileno(), sys.stderr.fileno())
    sys.argv = ["gunicorn", *ARGUMENTS, "--bind", f"127.0.0.1:{port}", "wsgi:app"]
    run()
