"""How the list of projects is found fastest, by what it is narrowed to and sorted by."""

from typing import Any

from sqlalchemy import Select

from crm.accounts.rules import Scope, Sight
from crm.core.ways import passing_over
from crm.plans.rules import STAGES
from crm.projects.models import Project
from crm.projects.models.records import LISTED
from crm.projects.queries.filters import ProjectFilter

# Filters, by their names in an address, that other tables answer, or few rows by an own index.
APART = frozenset(
    {"q", "tag", "company", "owner", "product", "measure"}
    | {"milestone", "from", "to", "status", "paid", "pending"}
)
AMOUNTS = {"least", "most"}
# What an index has in the list's order, for those who see the whole zone; and for the others.
IN_ORDER = {
    frozenset(): {"updated", "amount", "stage", "moved"},
    frozenset({"stage"}): {"updated"},
    frozenset({"state"}): {"moved"},
    frozenset({"stage", "state"}): {"updated"},
}
IN_ORDER_OF_UNITS = {frozenset[str](): {"updated"}}


def found(
    keys: Select[Any], viewer: Sight, by: ProjectFilter, sort: str
) -> tuple[Select[Any], bool]:
    """The selection of the numbers, with a hint for SQLite where one is needed, and whether they
    are to be gathered before they are counted and sorted (see `crm.core.lists.Listing`)."""
    column, asked = sort.removeprefix("-"), frozenset(by.given())
    if column == "stage" and by.stage is not None:
        # The same said in the order's own words: PostgreSQL begins to read where it is true.
        keys = keys.where(Project.stage_rank == STAGES.index(by.stage))
    own = viewer.scope is Scope.OWN
    ordered = IN_ORDER if viewer.scope is Scope.ZONE else IN_ORDER_OF_UNITS
    if not own and not asked & APART and column not in ordered.get(asked, ()):
        keys = passing_over(keys, Project, LISTED)
    # The rows that are left may all lie at the far end of the order.
    far = column == "amount" and bool(asked & AMOUNTS)
    return keys, own or far or bool(asked & APART)


def passed(wanted: Select[Any], by: ProjectFilter) -> Select[Any]:
    """A selection in no order, with the same hint where the filter needs it."""
    asked = by.given().keys()
    return passing_over(wanted, Project, LISTED) if asked and not asked & APART else wanted
