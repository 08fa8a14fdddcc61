"""Nothing is changed by a form without this site's token."""

import pytest
from itsdangerous import URLSafeTimedSerializer

from tests.access import forms
from tests.access.reading import Route, address, routes
from tests.access.world import World

CHANGING = [route for route in routes() if route.method != "GET"]


def may(route: Route) -> tuple[str, str]:
    """Somebody who gets it done, and about which record."""
    return next((target, actor) for target, actor, sign in route.expected if sign == "+")


def place(world: World, route: Route, target: str, actor: str) -> tuple[str, dict]:
    """The address and what is sent there."""
    person = world.people.get(actor)
    ids = {**world.ids["open"], **world.ids[target]}
    ids["unit_of_actor"] = person.unit_id if person else 0
    url = address(route.rule, forms.values(route.rule, ids)) + forms.QUERIES.get(route.rule, "")
    return url, ids


def tokens(doors) -> dict[str, str]:
    """Tokens that are none: missing, of another session, broken, signed by somebody else."""

    def signed(secret, value):
        return URLSafeTimedSerializer(secret, salt="wtf-csrf-token").dumps(value)

    return {
        "none": "",
        "of another session": signed(doors.app.secret_key, "f" * 40),
        "broken": doors.token[:-2],
        "signed by somebody else": signed("another secret", "0123456789abcdef" * 2 + "01234567"),
    }


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_a_form_without_the_token_changes_nothing(doors, world, route):
    target, actor = may(route)
    url, ids = place(world, route, target, actor)
    savepoint = doors.connection.begin_nested()
    if before := forms.BEFORE.get(route.rule):
        before(doors.connection, ids)
    kept = doors.checksum()
    answers = {}
    for kind, token in tokens(doors).items():
        data = forms.fields(route.rule, world, ids)  # anew: a file is read once
        answer = doors.ask(actor, route.method, url, data, token=token, undo=False)
        answers[kind] = answer.status_code
    changed = {name for name, value in doors.checksum().items() if value != kept[name]}
    savepoint.rollback()
    assert answers == dict.fromkeys(answers, 400)
    assert not changed


def test_the_token_of_a_header_counts_too(doors):
    options = {"headers": {"X-CSRFToken": doors.token}}
    answer = doors.ask("owner", "POST", "/notifications/read", token=False, **options)
    assert answer.status_code == 302
