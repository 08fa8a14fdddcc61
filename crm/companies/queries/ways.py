"""The ways to whatever may be of the company that somebody describes, each by an index.

A statement takes longer to make than to run. So it is made once for everybody who has typed as
much: what was typed are its values, and their names tell which ways there are.
"""

from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, literal_column, select, union
from sqlalchemy.orm import InstrumentedAttribute

from crm.companies.models import Named
from crm.companies.rules import SHORTEST_SOUND, Identity, name_keys
from crm.core.lists import named_among, named_begins, range_of
from crm.lib.name_parts import read_name
from crm.lib.pinyin import full

# So many rows each way of looking may give: a brand that hundreds have says little.
EVERY = literal_column("*")
MOST_EACH, MOST_CANDIDATES = 40, 160


def asked(identity: Identity) -> dict[str, Any]:
    """What there is to look by; what is not known of the company has no name here."""
    other = {name_keys(name).core for name in identity.other_names | identity.short_names} - {""}
    traits = {
        "credit_code": identity.credit_code,
        "other_cores": list(other),
        "phones": list(identity.phones),
        "domains": list(identity.domains),
        "people": list(identity.people),
    }
    known = {name: value for name, value in traits.items() if value}
    return known | _asked_by_name(identity.name)


def _asked_by_name(name: str) -> dict[str, Any]:
    keys = name_keys(name)
    if not keys.core:
        return {}
    values: dict[str, Any] = {"cores": beginnings_of(keys.core), "brand": keys.brand}
    if len(keys.core) < SHORTEST_SOUND:
        return values
    parts = read_name(name)
    values |= {"pinyin": keys.pinyin, **range_of("core", keys.core)}
    if not parts.latin:
        return values | {"spelt": full(parts.brand)}
    # hengyaojixie, or the English name of a company known by its Chinese one
    return values | {**range_of("latin", full(parts.brand)), "sound": keys.sound}


def beginnings_of(core: str) -> list[str]:
    """The core, and the shorter ones with which it begins: 天合光能 also finds 天合光."""
    return [core, *(core[:end] for end in range(SHORTEST_SOUND, len(core)))]


def by_name(
    engine: str, named: frozenset[str], model: type[Named], number: InstrumentedAttribute[int]
) -> list[Select[tuple[int]]]:
    """The ways to the rows whose name may be of the same company; `named` are those of values."""
    ways: dict[str, ColumnElement[bool]] = {
        "cores": named_among(engine, model.core_name, "cores"),
        "brand": model.brand == bindparam("brand"),
        "pinyin": model.pinyin == bindparam("pinyin"),
        "core": named_begins(engine, model.core_name, "core"),
        "latin": named_begins(engine, model.pinyin, "latin"),
        "spelt": model.brand == bindparam("spelt"),
    }
    if hasattr(model, "sound"):
        ways["sound"] = model.sound == bindparam("sound")
    return [select(number).where(way) for name, way in ways.items() if name in named]


def together(
    ways: list[Select[tuple[int]]], number: InstrumentedAttribute[int]
) -> Select[tuple[int]]:
    """What the ways give, each of them few: whatever is typed, the statement stays quick."""
    # Of each there is one column: to name it takes longer than to find what it holds.
    few = [select(EVERY).select_from(way.limit(MOST_EACH).subquery()) for way in ways]
    found = union(select(number).where(number.is_(None)), *few).subquery()
    return select(EVERY).select_from(found).limit(MOST_CANDIDATES)
