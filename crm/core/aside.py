"""Calls a function in a process of its own: for work that would keep a worker's other requests
waiting and leave it larger.

The process imports the function's module and what that imports, nothing of the application.
"""

import os
import pickle
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

Arguments = ParamSpec("Arguments")
Result = TypeVar("Result")

ROOT = Path(__file__).resolve().parent.parent.parent
NICENESS = 5  # requests go first
PATIENCE = 60  # seconds


def aside(
    function: Callable[Arguments, Result], *args: Arguments.args, **kwargs: Arguments.kwargs
) -> Result:
    """What a function that stands in a module gives for plain values.

    Raises RuntimeError with what the process said when it fails, or takes more than a minute.
    """
    command = [sys.executable, "-m", __name__]
    call = pickle.dumps((function, args, kwargs))
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            command, cwd=ROOT, input=call, capture_output=True, timeout=PATIENCE, check=True
        )
    except subprocess.CalledProcessError as error:
        raise RuntimeError(error.stderr.decode(errors="replace")) from error
    except subprocess.TimeoutExpired as error:
        raise RuntimeError(f"{function.__name__} took more than {PATIENCE} seconds") from error
    return pickle.loads(done.stdout)  # noqa: S301  from our own process


def _answer() -> None:
    """What the process does; whatever the function prints goes to the log, not into the answer."""
    os.nice(NICENESS)
    answer, sys.stdout = sys.stdout.buffer, sys.stderr
    function, args, kwargs = pickle.load(sys.stdin.buffer)  # noqa: S301  from our own process
    pickle.dump(function(*args, **kwargs), answer)


if __name__ == "__main__":
    _answer()
