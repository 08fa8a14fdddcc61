"""What the phases of a run share."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import islice
from typing import TypeVar

from flask import current_app

from crm.accounts.rules import Viewer
from crm.core.db import now
from crm.core.storage import storage
from crm.exchange.models import ImportRun
from crm.exchange.operations import activities, companies, leads, projects
from crm.exchange.operations.handling import Handling, Task
from crm.exchange.rules.runs import ImportKind
from crm.lib.periods import business_date
from crm.lib.table_files import TableFile, TableRefused, open_table

Item = TypeVar("Item")
HANDLINGS: dict[ImportKind, Handling] = {
    ImportKind.LEADS: leads.HANDLING,
    ImportKind.PROJECTS: projects.HANDLING,
    ImportKind.COMPANIES: companies.HANDLING,
    ImportKind.ACTIVITIES: activities.HANDLING,
}


@dataclass(frozen=True)
class Job:
    """A run that this worker holds, as it was when it was claimed, and for whom.

    `alone`: in a process of its own, which may have a helper.
    """

    id: int
    worker: str
    actor: Viewer
    run: ImportRun
    alone: bool = False

    @property
    def handling(self) -> Handling:
        """How its kind is handled."""
        return HANDLINGS[self.run.kind]

    def task(self) -> Task:
        """The actor, today, and what the rows have to know of the run."""
        return Task(self.actor, today(), self.id, self.run.checked_at)

    def table(self) -> TableFile:
        """The file, looked at again. Raises TableRefused."""
        path = storage().path(self.run.storage_key)
        if not path.is_file():
            raise TableRefused("文件已不在存储中，请重新上传。")
        return open_table(path, self.run.file_name)


def today() -> date:
    """Today in the zone's time zone; there may be no request."""
    return business_date(now(), current_app.config["TIMEZONE"])


def chunks(items: Iterator[Item], size: int) -> Iterator[list[Item]]:
    """The items, some at a time."""
    while part := list(islice(items, size)):
        yield part
