"""What lists are asked by: filters read from an address, and addresses made of them."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any, TypeVar
from urllib.parse import quote_plus

from crm.lib.labelled import Labelled

LONGEST_QUERY = 100

Choice = TypeVar("Choice", bound=Labelled)


def asked_text(args: Mapping[str, str], name: str = "q") -> str:
    """What was typed into a filter, trimmed."""
    return " ".join(args.get(name, "").replace("\0", " ").split())[:LONGEST_QUERY]


def asked_number(args: Mapping[str, str], name: str) -> int | None:
    """A record's number in an address; None for anything else."""
    text = args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def mine(args: Mapping[str, str], me: int) -> Mapping[str, str]:
    """The same filters with a person's own number for `owner=me`: a link that people keep and
    pass on means whoever follows it."""
    return {**args, "owner": str(me)} if args.get("owner") == "me" else args


def asked_choice(args: Mapping[str, str], name: str, kind: type[Choice]) -> Choice | None:
    """A member of an enumeration in an address; None for anything else."""
    text = args.get(name, "")
    return next((member for member in kind if member.value == text), None)


def asked_day(args: Mapping[str, str], name: str) -> date | None:
    """A day in an address; None for anything else."""
    try:
        return date.fromisoformat(args.get(name, ""))
    except ValueError:
        return None


def address(path: str, asked: Mapping[str, Any], **changes: Any) -> str:
    """The address of a list with its filters; a change to None or '' leaves one out."""
    values = {
        name: value for name, value in {**asked, **changes}.items() if value not in (None, "")
    }
    return with_query(path, values)


def with_query(path: str, values: Mapping[str, Any]) -> str:
    """The path with the values as a query string; overviews make hundreds of them."""
    if not values:
        return path
    pairs = [f"{quoted(name)}={quoted(str(value))}" for name, value in values.items()]
    return f"{path}?{'&'.join(pairs)}"


quoted = lru_cache(maxsize=4096)(quote_plus)
