"""Every route says who may call it, and every page stands where its address says."""

import pytest

from tests.house.tree import ROOT

# Addresses of the contract whose first part is not their package's name.
ROOMS_OF = {
    "": "workbench", "login": "accounts", "logout": "accounts", "account": "accounts",
    "contacts": "companies", "activities": "leads", "events": "leads", "calendar": "workbench",
    "calendar.ics": "workbench", "todos": "leads", "quotas": "plans",
    "tasks": "plans", "healthz": "core", "readyz": "core",
}  # fmt: skip


def routes(app):
    return [rule for rule in app.url_map.iter_rules() if rule.endpoint != "static"]


def test_every_route_declares_its_permission(app):
    bare = [
        rule.rule
        for rule in routes(app)
        if not hasattr(app.view_functions[rule.endpoint], "permission")
    ]
    assert not bare, bare


def test_few_routes_are_open_to_guests(app):
    open_to_all = {
        rule.rule for rule in routes(app) if app.view_functions[rule.endpoint].permission is None
    }
    assert open_to_all <= {"/login", "/calendar.ics", "/healthz", "/readyz", "/favicon.ico"}


def test_the_first_part_of_an_address_is_the_package(app):
    astray = []
    for rule in routes(app):
        first = rule.rule.split("/")[1]
        module = app.view_functions[rule.endpoint].__module__.split(".")
        wanted = ROOMS_OF.get(first, first)
        if first != "admin" and module[1] != wanted:
            astray.append(f"{rule.rule} is served by {'.'.join(module)}")
    assert not astray, "\n".join(astray)


def test_nothing_is_changed_by_get(app):
    """A view that changes something takes POST alone; a GET that writes says so by @writes."""
    both = [
        rule.rule
        for rule in routes(app)
        if rule.methods >= {"GET", "POST"}
        and getattr(app.view_functions[rule.endpoint], "writes", False)
    ]
    assert not both, both


@pytest.mark.parametrize("folder", sorted((ROOT / "templates").iterdir()), ids=lambda f: f.name)
def test_template_folders_are_named_like_addresses(app, folder):
    firsts = {rule.rule.split("/")[1] for rule in routes(app)}
    packages = {path.parent.name for path in (ROOT / "crm").glob("*/__init__.py")}
    known = firsts | packages | {"layouts", "macros", "errors", "admin", "parameters"}
    assert folder.name in known
