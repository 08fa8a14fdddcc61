"""Every address, by everybody, about every kind of record: the answer that the table gives."""

from functools import cache

import pytest
from werkzeug.test import TestResponse

from tests.access import forms
from tests.access.reading import Route, address, registered, routes
from tests.access.world import World

SIGN_IN = {"GET": 302, "POST": 401}


def test_every_route_has_a_line_and_every_line_a_route(app):
    lines = {(route.method, route.rule) for route in routes()}
    assert sorted(registered(app) - lines) == [], "routes without a line in tests/access/matrix.py"
    assert sorted(lines - registered(app)) == [], "lines without a route"


def test_no_line_stands_twice():
    lines = [str(route) for route in routes()]
    assert sorted(lines) == sorted(set(lines))


@pytest.mark.parametrize("route", routes(), ids=str)
def test_answers_as_the_table_says(doors, world, route):
    @cache  # what each is told of a record that does not exist is asked for time and again
    def answer(target: str, actor: str) -> TestResponse:
        return _answer(doors, world, route, target, actor)

    wrong = []
    for target, actor, sign in route.expected:
        fault = _fault(route, answer(target, actor), sign)
        if not fault and sign == "0" and answer(target, actor).text != answer("none", actor).text:
            fault = "the 404 differs from that of a record that does not exist"
        wrong += [f"{actor} about {target}: {fault}"] if fault else []
    assert not wrong, f"{route} ({route.pattern})\n" + "\n".join(wrong)


def _fault(route: Route, answer: TestResponse, sign: str) -> str:
    """What is wrong with the answer; empty when nothing is."""
    status, place = answer.status_code, answer.headers.get("Location", "")
    match sign:
        case "+" if status in route.fine and (
            not place.startswith("/login") or _leads_there(route)
        ):
            return ""
        case "-" if status == 403:
            return ""
        case "~" | "0" if status == 404:
            return ""
        case "!" if status == 400:
            return ""
        case ">" if status == SIGN_IN[route.method] and (
            status == 401 or place.startswith("/login")
        ):
            return ""
    return f"{sign} is wanted, {status} {place} was answered"


def _leads_there(route: Route) -> bool:
    return route.rule == "/logout"


def _answer(doors, world: World, route: Route, target: str, actor: str) -> TestResponse:
    ids = {**world.ids["open"], **world.ids[target], "unit_of_actor": _unit(world, actor)}
    url = address(route.rule, forms.values(route.rule, ids)) + forms.QUERIES.get(route.rule, "")
    before = forms.BEFORE.get(route.rule)
    savepoint = doors.connection.begin_nested()
    try:
        if before:
            before(doors.connection, ids)
        data = forms.fields(route.rule, world, ids) if route.method == "POST" else None
        return doors.ask(actor, route.method, url, data)
    finally:
        savepoint.rollback()


def _unit(world: World, actor: str) -> int:
    person = world.people.get(actor)
    return person.unit_id if person else 0


@pytest.mark.parametrize(
    "rule",
    [
        "/projects/<int:project_id>/milestones/<int:milestone_id>/verify",
        "/projects/<int:project_id>/milestones/<int:milestone_id>/return",
        "/projects/<int:project_id>/milestones/<int:milestone_id>/revoke",
        "/projects/<int:project_id>/attachments/<int:attachment_id>",
    ],
)
def test_a_part_of_another_record_is_not_there(doors, world, rule):
    """Through the address of a record that one may see, parts of the others are not reached."""
    own, secret = world.ids["open"], world.ids["shut"]
    url = address(rule, {**secret, "project_id": own["project_id"]})
    method = "POST" if "milestones" in rule else "GET"
    for actor in ("owner", "manager"):
        answer = doors.ask(actor, method, url, forms.fields(rule, world, own))
        assert answer.status_code in (403, 404), f"{actor} {url}"
