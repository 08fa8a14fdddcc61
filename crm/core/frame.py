"""What stands around every page: menu, things to add, figures as words.

The menu is data, so that a page shows what its reader may use and nothing else.
"""

from collections.abc import Callable, Hashable, Iterable, MutableMapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from flask import Flask, current_app, g, request
from flask.templating import Environment
from flask_login import current_user

from crm.lib.money import format_yi


@dataclass(frozen=True)
class Item:
    """An entry of a menu; `permission` is what its page takes."""

    key: str
    label: str
    url: str
    icon: str
    permission: str = "read"
    active: bool = False


MENU = (
    Item("", "工作台", "/", "home", ""),
    Item("leads", "线索", "/leads", "bulb"),
    Item("projects", "项目", "/projects", "briefcase"),
    Item("companies", "企业", "/companies", "building"),
    Item("chains", "产业链", "/chains", "sitemap"),
    Item("quotas", "目标", "/quotas", "target"),
    Item("analytics", "分析", "/analytics/funnel", "chart-bar"),
    Item("briefs", "简报", "/briefs", "file"),
    Item("carriers", "载体", "/carriers", "building-factory-2"),
    Item("admin", "系统", "/admin/users", "settings", "accounts"),
    Item("audit", "审计", "/audit", "shield", "audit"),
)
# Rooms whose pages belong to another entry of the menu.
ROOM_OF = {
    "plans": "quotas",
    "tasks": "quotas",
    "contacts": "companies",
    "activities": "leads",
    "events": "leads",
    "calendar": "",
}
ON_A_PHONE = ("", "leads", "projects")
# Roles times rooms; an address that leads nowhere is a room too.
MOST_MENUS = 200
# Rows of lists, one to two kilobytes each.
MOST_DRAWN = 1_000
_kept_menus: dict[tuple[str, str], dict[str, list[Item]]] = {}
TODOS = Item("todos", "待办", "/todos", "checklist", "log")
QUICK_ADDS = (
    Item("lead", "新建线索", "/leads/new", "bulb", "log"),
    Item("project", "新项目", "/projects/new", "briefcase", "log"),
    Item("company", "新建企业", "/companies/new", "building", "log"),
    Item("activity", "登记跟进", "/activities/new", "walk", "log"),
    Item("todo", "待办", "/todos", "checklist", "log"),
)


class Templates(Environment):
    """Where the templates are, and what all of them know."""

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """What a template knows: the same as every other one, no template is loaded with more.

        Jinja lays a chain of mappings over it for each, and looks through these name by name
        whenever something is rendered, included or imported: a fifteenth of a record's page.
        """
        return super().make_globals(d) if d else self.globals


def init(app: Flask) -> None:
    """Give the templates the frame and the filters."""
    app.context_processor(_context)
    app.jinja_env.filters.update(
        options=options,
        yi=_yi,
        day=day,
        instant=instant,
        number=number,
        plain=plain,
    )
    app.jinja_env.globals["drawn"] = lru_cache(maxsize=MOST_DRAWN)(_drawn)


def _drawn(macro: Callable[..., str], *values: Hashable) -> str:
    """What a macro makes of the values, kept: the rows of a list are mostly those of a moment ago.

    Rows are compared by all that they show, so a kept one is never an old one. The macro may use
    nothing but its arguments.
    """
    return macro(*values)


def _context() -> dict[str, Any]:
    # A page about a failure does not ask the database, which may be what failed.
    if g.get("failed") or not current_user.is_authenticated:
        return {"viewer": None, "menu": (), "phone_menu": (), "quick_adds": (), "unread": 0}
    viewer = current_user._get_current_object()
    room = request.path.split("/")[1]
    room = ROOM_OF.get(room, room)
    return {"viewer": viewer, "unread": viewer.unread, **_menus(viewer.role, viewer.may, room)}


def _menus(role: str, may: Callable[[str], bool], room: str) -> dict[str, list[Item]]:
    """The entries that a role may use, with the room somebody is in marked."""
    known = _kept_menus.get((role, room))
    if known is None:
        menu = _usable(MENU, may, room)
        phone = [item for item in menu if item.key in ON_A_PHONE] + _usable((TODOS,), may, room)
        known = {"menu": menu, "phone_menu": phone, "quick_adds": _usable(QUICK_ADDS, may, "")}
        if len(_kept_menus) < MOST_MENUS:
            _kept_menus[role, room] = known
    return known


def _usable(items: tuple[Item, ...], may: Callable[[str], bool], room: str) -> list[Item]:
    return [
        replace(item, active=item.key == room)
        for item in items
        if not item.permission or may(item.permission)
    ]


def _yi(fen: int | None) -> str:
    return "—" if fen is None else format_yi(fen)


def options(pairs: Iterable[tuple[Any, str]]) -> str:
    """The options of a select field of which none is chosen.

    Kept: a filter of six hundred chain nodes stands on every list.
    """
    return _options(tuple(pairs))


@lru_cache(maxsize=128)
def _options(pairs: tuple[tuple[Any, str], ...]) -> str:
    macros = current_app.jinja_env.get_template("macros/options.html").module
    return macros.option_list(pairs)


def day(value: date | None) -> str:
    """A business day as lists show it."""
    return value.isoformat() if value else "—"


def instant(value: datetime | None) -> str:
    """An instant in the zone's time, to the minute."""
    if value is None:
        return "—"
    local = value.astimezone(ZoneInfo(current_app.config["TIMEZONE"]))
    return local.strftime("%Y-%m-%d %H:%M")


def number(value: int | float | Decimal | None, places: int = 0) -> str:
    """A figure with thousands separators."""
    return "—" if value is None else f"{value:,.{places}f}"


def plain(value: Decimal | None, sign: bool = False) -> str:
    """A figure with the digits it was written with and no more: 1,000; 2.28."""
    if value is None:
        return "—"
    text = f"{value:+,f}" if sign and value else f"{value:,f}"
    return (text.rstrip("0").rstrip(".") if "." in text else text).replace("-", "−")
