"""Every address, by everybody, about every kind of record: the answer that the table gives."""

import pytest

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
    absent: dict[str, str] = {}
    wrong = [
        f"{actor} about {target}: {fault}"
        for target, actor, sign in route.expected
        if (fault := _fault(doors, world, route, target, actor, sign, absent))
    ]
    assert not wrong, f"{route} ({route.pattern})\n" + "\n".join(wrong)


def _fault(doors, world, route: Route, target: str, actor: str, sign: str, absent) -> str:
    """What is wrong with the answer; empty when nothing is.

    `absent` keeps what each person is told of a record that does not exist.
    """
    answer = _answer(doors, world, route, target, actor)
    status, place = answer.status_code, answer.headers.get("Location", "")
    match sign:
        case "+" if status in route.fine and (
            not place.startswith("/login") or _leads_there(route)
        ):
            return ""
        case "-" if status == 403:
            return ""
        case "~" if status == 404:
            return ""
        case "!" if status == 400:
            return ""
        case ">" if status == SIGN_IN[route.method] and (
            status == 401 or place.startswith("/login")
        ):
            return ""
        case "0" if status == 404:
            if actor not in absent:
                absent[actor] = _answer(doors, world, route, "none", actor).text
            if answer.text == absent[actor]:
                return ""
            return "the 404 differs from that of a record that does not exist"
    return f"{sign} is wanted, {status} {place} was answered"


def _leads_there(route: Route) -> bool:
    return route.rule == "/logout"


def _answer(doors, world: World, route: Route, target: str, actor: str):
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
