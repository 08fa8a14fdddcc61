"""Nothing is skipped in silence: by name at the end with what enables it, and never under CI."""

import os
from collections import defaultdict
from collections.abc import Iterator
from typing import NoReturn

import pytest


def skip(lacks: str, how: str) -> NoReturn:
    """Leave the test out, for the lack of something that one command brings."""
    pytest.skip(f"{lacks}; enable it by: {how}")


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    """With CI=true a test that would be skipped fails."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and os.environ.get("CI") == "true":
        report.outcome = "failed"
        report.longrepr = f"CI=true allows no skipping: {_reason(report)}"
    return report


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Name what was skipped, and the one command for each reason."""
    skipped = defaultdict(list)
    for report in terminalreporter.stats.get("skipped", []):
        skipped[_reason(report)].append(report.nodeid)
    for reason, names in skipped.items():
        terminalreporter.section(f"skipped: {reason}")
        for name in names:
            terminalreporter.write_line(name)


def _reason(report: pytest.TestReport) -> str:
    told = report.longrepr
    text = told[2] if isinstance(told, tuple) else str(told)
    return text.removeprefix("Skipped: ")
