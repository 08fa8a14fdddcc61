"""The matrix taken apart."""

import re
from dataclasses import dataclass
from typing import Any

from flask import Flask

from tests.access import matrix, matrix_admin
from tests.access.patterns import PATTERNS
from tests.access.world import ACTORS

ASKED = ("GET", "POST", "PUT", "PATCH", "DELETE")
HOLE = re.compile(r"<(?:\w+:)?(\w+)>")


@dataclass(frozen=True)
class Route:
    """A line of the table; `fine` are the statuses of those who may."""

    method: str
    rule: str
    pattern: str
    fine: tuple[int, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.rule}"

    @property
    def holes(self) -> list[str]:
        """What the address asks for."""
        return HOLE.findall(self.rule)

    @property
    def expected(self) -> list[tuple[str, str, str]]:
        """Record, person and sign."""
        states = PATTERNS[self.pattern]
        if not self.holes:
            states = {"open": states["open"]}
        return [
            (target, actor, sign)
            for target, signs in states.items()
            for actor, sign in zip(ACTORS, signs.replace(" ", ""), strict=True)
        ]


def routes() -> list[Route]:
    """All lines."""
    found = []
    for line in (matrix.ROUTES + matrix_admin.ROUTES).strip().splitlines():
        if not line:
            continue
        method, rule, pattern, *fine = line.split()
        statuses = fine[0] if fine else "200" if method == "GET" else "302"
        found.append(Route(method, rule, pattern, tuple(map(int, statuses.split("/")))))
    return found


def registered(app: Flask) -> set[tuple[str, str]]:
    """What the application serves: method and rule."""
    return {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method in ASKED
    }


def address(rule: str, values: dict[str, Any]) -> str:
    """The rule with its holes filled."""
    return HOLE.sub(lambda hole: str(values[hole[1]]), rule)
