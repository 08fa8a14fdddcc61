"""What may stand in a seed file, section by section.

A file is a mapping from section to entries; `files` reads them by these tables, and every fault
names file, entry and field.
"""

from collections.abc import Mapping
from functools import partial
from typing import Any

from crm.accounts.rules import UnitKind
from crm.carriers.rules import AreaUnit, CarrierKind, CarrierState
from crm.chains.rules import Stream
from crm.companies.rules import Honour, Relation
from crm.exchange.seeds.readers import (
    Field,
    Fields,
    amount,
    choice,
    code,
    day,
    entry_of,
    flag,
    line,
    list_of,
    mapping_of,
    needed,
    number,
    several,
    text,
    whole,
)
from crm.lib.regions import RegionGroup
from crm.plans.rules import VALUE_KINDS, Channel, CheckKind, Metric, ProjectKind, Stage


def _value_kind(value: Any) -> str:
    value = next((kind for kind, label in VALUE_KINDS.items() if value == label), value)
    if not isinstance(value, str) or value not in VALUE_KINDS:
        raise ValueError(f"应为 {'、'.join(VALUE_KINDS)} 之一")
    return value


def _node(value: Any) -> dict[str, Any]:
    return entry_of(NODE, value)


PLACE: Fields = {
    "chapter": needed(partial(text, limit=80)),
    "section": needed(partial(text, limit=120)),
    "table": line(80),
    "reading": line(500),
}
TECHNOLOGY: Fields = {
    "direction": line(80),
    "names": needed(partial(list_of, partial(text, limit=120))),
    "source": needed(text),
}
NODE: Fields = {
    "code": needed(code),
    "name": needed(partial(text, limit=80)),
    "stream": Field(choice(Stream)),
    "description": line(1000),
    "technologies": several(partial(entry_of, TECHNOLOGY)),
    "nodes": several(_node),
}
VALUE: Fields = {
    "year": needed(whole),
    "kind": needed(_value_kind),
    "value": needed(number),
    "at_least": Field(flag, default=False),
    # Where this figure stands when elsewhere than the indicator; what tells two figures of the
    # same year apart.
    "source": line(200),
    # Of several figures of one year and kind the one that counts.
    "counts": Field(flag, default=True),
}
REFERENCE: Fields = {
    # Of another plan; of this folder's own when it is not named.
    "plan": Field(code),
    "indicator": Field(code),
    "quota": Field(text),
    "project": Field(text),
    "year": Field(whole),
    "kind": Field(_value_kind),
    "source": line(200),
    "product": line(40),
}
AREA: Fields = {"value": needed(number), "unit": needed(choice(AreaUnit))}
CAPACITY: Fields = {
    "product": needed(partial(text, limit=40)),
    "value": needed(number),
    "unit": needed(partial(text, limit=20)),
    "note": line(200),
}
COMPANY: Fields = {
    "name": needed(text),
    "short_name": line(80),
    "relation": needed(choice(Relation)),
    "is_leader": Field(flag, default=False),
    "code_named": Field(flag, default=False),
    "country": Field(partial(text, limit=2), default="CN"),
    "region_code": Field(partial(text, limit=6)),
    "description": line(2000),
    "honours": several(choice(Honour)),
}
STAGE_TERMS: Fields = {
    "meaning": needed(text),
    "evidence": several(text),
    "fields": several(text),
    "files": Field(whole, default=0),
}
SECTIONS: Mapping[str, Fields] = {
    "units": {
        "name": needed(partial(text, limit=80)),
        "kind": needed(choice(UnitKind)),
        "parent": Field(text),
    },
    "definitions": {
        "name": needed(partial(text, limit=80)),
        "effective_from": needed(day),
        "landed_stage": needed(choice(Stage)),
        "framework_counts": Field(flag, default=False),
        "kinds_left_out": several(choice(ProjectKind)),
        "milestones": needed(partial(mapping_of, choice(Stage), partial(entry_of, STAGE_TERMS))),
        "weights": needed(partial(mapping_of, choice(Stage), whole)),
    },
    "clusters": {"code": needed(code), "name": needed(partial(text, limit=80))},
    "chains": {
        "code": needed(code),
        "name": needed(partial(text, limit=80)),
        "cluster": Field(code),
        "description": line(1000),
        "technologies": several(partial(entry_of, TECHNOLOGY)),
        "nodes": several(_node),
    },
    "nodes": {
        "chain": needed(code),
        "parent": Field(code),
        "technologies": several(partial(entry_of, TECHNOLOGY)),
        "nodes": several(_node),
    },
    "plan": {
        "code": needed(code),
        "title": needed(text),
        "issuer": line(120),
        "document_number": line(60),
        "issued_on": Field(day),
        "starts_on": needed(day),
        "ends_on": needed(day),
        "states_on": needed(day),
        "is_draft": Field(flag, default=False),
        "is_reference": Field(flag, default=False),
        "territory": line(80),
        "note": line(1000),
    },
    "mentions": {
        "name": needed(partial(text, limit=80)),
        "cluster": Field(code),
        "chain": Field(code),
        "node": Field(text),
        "level": line(40),
        "place": line(80),
        "focus": line(500),
        "companies": several(text),
        **PLACE,
    },
    "indicators": {
        "code": needed(code),
        "name": needed(partial(text, limit=120)),
        "unit": needed(partial(text, limit=20)),
        "cluster": Field(code),
        "chain": Field(code),
        "node": Field(text),
        "subject": line(80),
        **PLACE,
        "values": needed(partial(list_of, partial(entry_of, VALUE))),
    },
    "quotas": {
        "code": needed(code),
        "title": needed(partial(text, limit=120)),
        "milestone": needed(choice(Stage)),
        "metric": Field(choice(Metric), default=Metric.COUNT),
        "chain": Field(code),
        "node": Field(text),
        "unit": Field(text),
        "foreign_only": Field(flag, default=False),
        "region_group": Field(choice(RegionGroup)),
        "channel": Field(choice(Channel)),
        "least_investment": Field(amount),
        "most_investment": Field(amount),
        "capacity_unit": line(20),
        "capacity_product": line(40),
        "subject": line(80),
        "part_of": Field(text),
        "starts_on": needed(day),
        "ends_on": needed(day),
        "target": needed(number),
        "at_least": Field(flag, default=False),
        **PLACE,
    },
    "tasks": {
        "number": needed(whole),
        "group": line(80),
        "title": needed(partial(text, limit=120)),
        "content": line(1000),
        "leads": several(partial(text, limit=80)),
        "helpers": several(partial(text, limit=80)),
        "due_on": Field(day),
        **PLACE,
    },
    "checks": {
        "code": needed(code),
        "title": needed(partial(text, limit=120)),
        "kind": needed(choice(CheckKind)),
        "parts": needed(partial(list_of, partial(entry_of, REFERENCE))),
        "whole": needed(partial(entry_of, REFERENCE)),
        "rate": Field(number),
        "reading": line(500),
    },
    "carriers": {
        "code": needed(code),
        "name": needed(partial(text, limit=120)),
        "kind": needed(choice(CarrierKind)),
        "state": Field(choice(CarrierState), default=CarrierState.AVAILABLE),
        "unit": Field(text),
        "place": line(120),
        "area": Field(partial(entry_of, AREA)),
        "chain": Field(code),
        "description": line(1000),
        "source": needed(text),
    },
    "companies": {**COMPANY, "node": Field(text), "unit": Field(text), "source": needed(text)},
    "projects": {
        "name": needed(partial(text, limit=120)),
        "company": needed(partial(entry_of, COMPANY)),
        "node": needed(text),
        "unsure": Field(flag, default=False),
        "stage": needed(choice(Stage)),
        "unit": Field(text),
        "investment": Field(amount),
        "is_foreign": Field(flag, default=False),
        "channel": Field(choice(Channel)),
        "capacities": several(partial(entry_of, CAPACITY)),
        "description": line(1900),
        "source": needed(text),
    },
    "leads": {
        "company": needed(partial(entry_of, COMPANY)),
        "intent": needed(partial(text, limit=1000)),
        "node": Field(text),
        "unit": Field(text),
        "amount": Field(amount),
        "channel": Field(choice(Channel)),
        "source": needed(text),
    },
}
