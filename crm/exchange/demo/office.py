"""The made-up office while it is being filled: who works there, and the pen that writes."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random
from typing import Any

from sqlalchemy.orm import Session

from crm.core.bulk import add_rows, take_keys
from crm.exchange.demo.people import Worker

CHUNK = 2_000
Say = Callable[[str, int, int], None]


@dataclass
class Office:
    """What all inserts share; `counts` are the rows written by table."""

    session: Session
    random: Random
    # For what stands beside the pipeline, which stays the same with or without it.
    aside: Random
    today: date
    workers: list[Worker]
    nodes: dict[str, int]
    say: Say
    seed: int = 0
    counts: dict[str, int] = field(default_factory=dict)

    def put(self, model: Any, rows: list[dict[str, Any]]) -> list[int]:
        """Insert rows, all of which name the same columns; returns their numbers in their order."""
        numbers = take_keys(self.session, model, len(rows))
        for start in range(0, len(rows), CHUNK):
            part = zip(numbers[start : start + CHUNK], rows[start : start + CHUNK], strict=True)
            add_rows(self.session, model, [{"id": number, **row} for number, row in part])
        name = model.__tablename__
        self.counts[name] = self.counts.get(name, 0) + len(rows)
        return numbers
