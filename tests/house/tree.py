"""The source tree as the house tests read it."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
CRM = ROOT / "crm"

FLOORS = (
    "lib", "core", "accounts", "audit", "attachments", "notifications", "chains", "lists",
    "companies", "carriers", "plans", "leads", "projects", "search", "analytics", "workbench",
    "briefs", "exchange", "api", "scheduler",
)  # fmt: skip
ROOMS = ("rules", "models", "queries", "operations", "forms", "views", "jobs")
# Rooms in the order in which they may use one another, lowest first.
ROOM_ORDER = {name: place for place, name in enumerate(ROOMS)} | {"views": 7, "jobs": 6}


@cache
def sources(folder: str = "crm") -> tuple[Path, ...]:
    """The Python files below a folder."""
    return tuple(sorted((ROOT / folder).rglob("*.py")))


@cache
def syntax(path: Path) -> ast.Module:
    """A file's syntax tree."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imports(path: Path) -> Iterator[tuple[str, int]]:
    """Every module that a file imports, with its line; `from a import b` gives `a` and `a.b`."""
    for node in ast.walk(syntax(path)):
        if isinstance(node, ast.Import):
            for name in node.names:
                yield name.name, node.lineno
        elif isinstance(node, ast.ImportFrom):
            yield node.module or "", node.lineno
            for name in node.names:
                yield f"{node.module}.{name.name}", node.lineno


def place(path: Path) -> tuple[str, str]:
    """The package and the room of a file below crm/: `crm/leads/views/pool.py` → leads, views."""
    parts = path.relative_to(CRM).parts
    package = parts[0] if len(parts) > 1 else ""
    room = parts[1].removesuffix(".py") if len(parts) > 1 else parts[0].removesuffix(".py")
    return package, room


def shown(path: Path, line: int = 0) -> str:
    """How a finding names its place."""
    name = str(path.relative_to(ROOT))
    return f"{name}:{line}" if line else name
