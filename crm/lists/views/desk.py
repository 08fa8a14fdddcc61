"""What stands around a list: its saved views, and the one that it is shown by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property, wraps
from typing import Any

from flask import redirect, request
from werkzeug.wrappers import Response

from crm.accounts.queries import current_viewer
from crm.accounts.rules import Permission, Viewer
from crm.core.addresses import asked_number
from crm.core.db import db
from crm.core.web import is_htmx
from crm.lists.queries.kinds import Kind, get_kind
from crm.lists.queries.tags import tags
from crm.lists.queries.views import ViewLine, views_of
from crm.lists.rules import Deed, kept_query


@dataclass(frozen=True)
class Desk:
    """The views offered above a list; `current` is the one in the address."""

    kind: Kind
    views: list[ViewLine]
    current: ViewLine | None
    query: str

    @property
    def view(self) -> Any:
        """What addresses of the list carry along, so that the view it opens with stays away."""
        return self.current.id if self.current else "all" if self.has_default else ""

    @property
    def has_default(self) -> bool:
        """Whether the viewer has chosen a view for the list to open with."""
        return any(one.is_default for one in self.views)

    @property
    def whole(self) -> str:
        """The list without filters and without the view that it opens with."""
        return f"{self.kind.path}?view=all" if self.has_default else self.kind.path

    def within(self, url: str) -> str:
        """The same address, but for the bare list, which would open with the view chosen."""
        return self.whole if url == self.kind.path else url

    @property
    def columns(self) -> str:
        """Under which name the browser keeps the columns chosen."""
        return f"{self.kind.key}-{self.current.id}" if self.current else self.kind.key

    @property
    def hidden(self) -> list[str]:
        """The heads of the columns that the view does not show."""
        return self.current.hidden if self.current else []

    def ways(self, viewer: Viewer) -> list[tuple[str, str]]:
        """What the viewer may do to many of its records: value and label."""
        if self.kind.changing is None or not viewer.may(Permission.LOG):
            return []
        found = [Deed.NODE, *([Deed.TAG_ON, Deed.TAG_OFF] if tags(db.session, viewer) else [])]
        if viewer.may(Permission.MANAGE):
            found.insert(0, Deed.OWNER)
        return [(deed.value, deed.label) for deed in found]

    @cached_property
    def is_changed(self) -> bool:
        """Whether something else is in force than the view holds."""
        return self.current is not None and kept_query(
            self.current.url.partition("?")[2], self.kind.names
        ) != kept_query(self.query, self.kind.names)


def desk(viewer: Viewer, key: str, args: Mapping[str, str]) -> Desk:
    """The desk of a list for the filters in an address."""
    kind = get_kind(key)
    views = views_of(db.session, viewer, kind)
    number = asked_number(args, "view")
    current = next((one for one in views if one.id == number), None)
    return Desk(kind, views, current, kept_query(request.query_string.decode(), kind.names))


def at_desk(key: str) -> Callable[[Callable[[Desk], Any]], Callable[[], Any]]:
    """Give the view of a list its desk; who has chosen a saved view is led to that."""

    def around(view: Callable[[Desk], Any]) -> Callable[[], Any]:
        @wraps(view)
        def shown() -> Any:
            at = desk(current_viewer(), key, request.args)
            elsewhere = _opening(at)
            return view(at) if elsewhere is None else elsewhere

        return shown

    return around


def _opening(at: Desk) -> Response | None:
    """Where somebody is led who opens the list without saying how: to the view he has chosen."""
    if request.args or is_htmx():
        return None
    chosen = next((one for one in at.views if one.is_default), None)
    return redirect(chosen.url) if chosen else None
