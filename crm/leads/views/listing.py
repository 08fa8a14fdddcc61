"""The list of leads and the common pool."""

from collections.abc import Mapping
from typing import Any

from flask import request

from crm.accounts.queries import current_viewer, owner_choices
from crm.accounts.rules import Permission, Viewer
from crm.chains.queries import Labels, labels
from crm.core.addresses import address, asked_choice, asked_number, asked_text, mine
from crm.core.db import db
from crm.core.lists import Page
from crm.core.web import render, requires, today
from crm.leads.queries import lists
from crm.leads.queries.access import KIND
from crm.leads.queries.lists import LeadFilter
from crm.leads.queries.rows import row_of
from crm.leads.queries.terms import terms_of
from crm.leads.rules import Due, LeadSort, LeadState
from crm.leads.views.room import blueprint
from crm.lib.currencies import AmountUnit
from crm.lib.money import AmountError, read_amount
from crm.lists.queries.tags import filter_choices, tags_of
from crm.lists.views.desk import Desk, at_desk
from crm.plans.rules import Channel


@blueprint.get("")
@requires(Permission.READ)
@at_desk("leads")
def index(at: Desk) -> Any:
    """The leads in the viewer's scope."""
    viewer, on = current_viewer(), today()
    asked = {**asked_filter(viewer), "view": at.view}
    wanted, sort = filter_of(asked), asked["sort"] or LeadSort.UPDATED
    part = lists.page_of(db.session, viewer, wanted, on, sort, request.args.get("cursor", ""))
    words = labels(db.session, viewer)
    options = _options(viewer, words)
    return render(
        "leads/index.html",
        rows=[row_of(row, on, words) for row in part.rows],
        tags=tags_of(db.session, viewer, KIND, [row.id for row in part.rows if row.known]),
        page=part,
        asked=asked,
        options=options,
        words=words,
        desk=at,
        bulk_ways=at.ways(viewer),
        views=_views(viewer, asked),
        chips_in_force=chips_of(asked, options),
        warning=terms_of(db.session, on, viewer).warning_days,
        sort=_shown_sort(sort),
        sort_urls={one.value: _sorted_by(asked, one) for one in LeadSort},
        export_url=address("/leads/export.xlsx", asked),
        **neighbours(part, asked),
    )


def neighbours(part: Page, asked: dict[str, Any]) -> dict[str, str]:
    """The addresses of the pages before and after."""
    return {
        "previous_url": part.previous and address(request.path, asked, cursor=part.previous),
        "next_url": part.next and address(request.path, asked, cursor=part.next),
    }


@blueprint.get("/pool")
@requires(Permission.READ)
def pool() -> Any:
    """The common pool: leads that may be claimed."""
    viewer, on = current_viewer(), today()
    asked = {"q": asked_text(request.args), "node": asked_number(request.args, "node")}
    wanted = LeadFilter(q=asked["q"], node=asked["node"])
    part = lists.pool(db.session, viewer, wanted, request.args.get("cursor", ""))
    words = labels(db.session, viewer)
    return render(
        "leads/pool.html",
        rows=[row_of(row, on, words) for row in part.rows],
        page=part,
        total=part.total,
        asked=asked,
        words=words,
        may_claim=viewer.may(Permission.LOG),
        chips_in_force=chips_of(asked, {"nodes": words.taxonomy.choices}),
        **neighbours(part, asked),
    )


def asked_filter(viewer: Viewer, args: Mapping[str, str] | None = None) -> dict[str, Any]:
    """The filters in the address, or in another; what makes no sense is left out."""
    args = request.args if args is None else args
    owner = asked_number(mine(args, viewer.id), "owner")
    return {
        "q": asked_text(args),
        "state": asked_choice(args, "state", LeadState),
        "node": asked_number(args, "node"),
        "chain": asked_text(args, "chain"),
        "owner": owner,
        "unit": asked_number(args, "unit"),
        "channel": asked_choice(args, "channel", Channel),
        "due": asked_choice(args, "due", Due),
        "least": asked_text(args, "least"),
        "tag": asked_number(args, "tag"),
        "sort": asked_choice(args, "sort", LeadSort),
    }


def filter_of(asked: dict[str, Any]) -> LeadFilter:
    """The same as the query takes it; the least amount is asked for in 万元."""
    given = {name: value for name, value in asked.items() if name not in ("sort", "view")}
    return LeadFilter(**{**given, "least": _least(asked["least"])})


def _least(text: str) -> int | None:
    try:
        return read_amount(text, AmountUnit.WAN)
    except AmountError:
        return None


def _options(viewer: Viewer, words: Labels) -> dict[str, list[tuple[Any, str]]]:
    return {
        "nodes": words.taxonomy.choices,
        "units": [(unit.id, unit.name) for unit in words.directory.active_units(viewer)],
        "people": owner_choices(db.session, viewer),
        "chains": words.taxonomy.chain_choices,
        "states": LeadState.choices(),
        "channels": Channel.choices(),
        "dues": Due.choices(),
        "tags": filter_choices(db.session, viewer),
    }


def chips_of(
    asked: dict[str, Any], options: dict[str, list[tuple[Any, str]]]
) -> list[tuple[str, str]]:
    """The filters in force as words, each with the address without it."""
    names = {key: dict(pairs) for key, pairs in options.items()}
    least = _least(asked.get("least", ""))
    words = {
        "q": asked.get("q") and f"包含“{asked['q']}”",
        "state": asked.get("state") and asked["state"].label,
        "node": asked.get("node") and names["nodes"].get(asked["node"], "环节"),
        "chain": asked.get("chain") and names["chains"].get(asked["chain"], "产业链"),
        "owner": asked.get("owner") and names["people"].get(asked["owner"], "负责人"),
        "unit": asked.get("unit") and names["units"].get(asked["unit"], "单位"),
        "channel": asked.get("channel") and asked["channel"].label,
        "due": asked.get("due") and asked["due"].label,
        "tag": asked.get("tag") and names["tags"].get(asked["tag"], "标签"),
        "least": least is not None and f"不低于 {asked['least']} 万元",
    }
    return [
        (word, address(request.path, asked, **{key: None})) for key, word in words.items() if word
    ]


def _views(viewer: Viewer, asked: dict[str, Any]) -> list[tuple[str, str, bool]]:
    """The ways in which leads are looked at every day, as tabs."""
    left = ("sort", "view")
    used = {name: value for name, value in asked.items() if value and name not in left}
    found = [
        ("全部", {}),
        ("跟进中", {"state": LeadState.OPEN}),
        ("即将掉保", {"due": Due.SOON}),
        ("下一步到期", {"due": Due.STEP}),
        ("已转项目", {"state": LeadState.CONVERTED}),
        ("已放弃", {"state": LeadState.DROPPED}),
    ]
    if viewer.may(Permission.LOG):
        found.insert(1, ("我负责的", {"owner": viewer.id, "state": LeadState.OPEN}))
    # Said aloud, so that the view that the list opens with does not stand in.
    every = {"view": "all"}
    return [
        (label, address("/leads", filters or every), used == filters) for label, filters in found
    ]


def _shown_sort(sort: LeadSort) -> str:
    return f"-{sort.value}" if sort in (LeadSort.UPDATED, LeadSort.AMOUNT) else sort.value


def _sorted_by(asked: dict[str, Any], sort: LeadSort) -> str:
    return address("/leads", asked, sort=None if sort is LeadSort.UPDATED else sort)
