"""What the largest scale has beside its projects: companies nobody works on, twice the notes."""

from itertools import islice
from random import Random
from typing import Any

from sqlalchemy import func, insert, literal, select
from sqlalchemy.orm import Session

from crm.chains.models import ChainNode
from crm.companies.models import Company, CompanyNode, Contact
from crm.companies.rules import Relation
from crm.core.bulk import add_rows, take_keys
from crm.exchange.demo.market import Firm, firms
from crm.exchange.demo.people import person_name
from crm.leads.models import Activity

COMPANIES, AT_ONCE = 200_000, 2_000
RELATIONS = (Relation.TARGET, Relation.LOCAL, Relation.INVESTOR)


def make_more(session: Session, seed: int = 1) -> dict[str, int]:
    """Fill up to two hundred thousand companies; every activity happened twice.

    Gives the rows of the tables that have grown. The search index is the caller's to make.
    """
    _companies(session, Random(f"{seed} more"))
    _activities(session)
    grown = (Company, Contact, Activity)
    return {
        model.__tablename__: session.scalar(select(func.count(model.id))) or 0 for model in grown
    }


def _companies(session: Session, random: Random) -> None:
    taken = set(session.scalars(select(Company.name)))
    taken |= set(session.scalars(select(Company.credit_code)))
    nodes = dict(session.execute(select(ChainNode.code, ChainNode.id)).all())
    market = (
        firm for firm in firms(random, sorted(nodes)) if not {firm.name, firm.credit_code} & taken
    )
    pattern = session.execute(select(Company.owner_id, Company.unit_id).limit(AT_ONCE)).all()
    missing = COMPANIES - (session.scalar(select(func.count(Company.id))) or 0)
    for done in range(0, missing, AT_ONCE):
        part = list(islice(market, min(AT_ONCE, missing - done)))
        keepers = [random.choice(pattern) for _ in part]
        numbers = take_keys(session, Company, len(part))
        together = zip(numbers, part, keepers, strict=True)
        add_rows(
            session, Company, [_row(number, firm, *keeper) for number, firm, keeper in together]
        )
        of_nodes = [
            {"company_id": number, "node_id": nodes[firm.node], "is_main": True}
            for number, firm in zip(numbers, part, strict=True)
        ]
        add_rows(session, CompanyNode, of_nodes)
        people = [
            {
                "company_id": number, "name": person_name(random), "position": "经理",
                "phone": f"13{random.randrange(10**9):09}", "owner_id": owner, "unit_id": unit,
                "version": 1,
            }
            for number, (owner, unit) in zip(numbers, keepers, strict=True)
        ]  # fmt: skip
        add_rows(session, Contact, people)


def _row(number: int, firm: Firm, owner: int | None, unit: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": firm.name,
        "short_name": firm.short_name,
        **firm.keys,
        "credit_code": firm.credit_code,
        "relation": RELATIONS[len(firm.name) % len(RELATIONS)],
        "country": firm.country,
        "region_code": firm.region_code,
        "owner_id": owner,
        "unit_id": unit,
        "version": 1,
    }


def _activities(session: Session) -> None:
    """As many again, of the same records and days."""
    copied = ("kind", "subject_id", "activity", "happened_on", "owner_id", "unit_id")
    columns = [getattr(Activity, name) for name in copied]
    again = select(
        *columns, literal("补充情况：") + Activity.summary, Activity.people, Activity.place,
        Activity.created_at, Activity.updated_at, Activity.version,
    )  # fmt: skip
    more = ("summary", "people", "place", "created_at", "updated_at", "version")
    session.execute(insert(Activity).from_select([*copied, *more], again))
