"""Bytes and numbers that nobody types by hand: refused or ignored, never an error of ours."""

from typing import Any, ClassVar
from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask import Request
from werkzeug.datastructures import ImmutableMultiDict

from tests.access import forms
from tests.access.reading import HOLE, address, routes
from tests.access.test_csrf import may, place
from tests.client import fields_of

READING = [route for route in routes() if route.method == "GET"]
CHANGING = [route for route in routes() if route.method == "POST"]
# Beyond what either database can count to; more digits than Python reads; a power of two.
NUMBERS = (10**20, 2**63, 2**31, "9" * 5_000, "٣٣", "²")
CODES = ("%00", "a%00b", "%ff", "%ed%a0%80", "%e2%80%ae", "x" * 3_000, "%27%22%3B--", "..%2f..")
# As they stand in a query or a form: NUL, invalid UTF-8, half of a pair, a turn of direction.
ENCODED = (
    "%00", "a%00b", "%ff%fe", "%ed%a0%80", "%e2%80%ae%e2%81%a6", "9" * 4_000, str(10**20), "-1",
    "1e999", "NaN", "Infinity", "%D9%A3", "%C2%B2", "2026-02-30", "99999-01-01", "%27%20OR%201=1--",
    "%25", "_", "%F0%A0%AE%B7", "0x1F", "1_000", "+1", "%0d%0aX-Evil:%201",
)  # fmt: skip
FAR = (str(10**20), "9" * 4_000)
ALONE = (str(10**20), "%ed%a0%80x%00", "1e999", "%e2%80%ae9999999999999")
NAMES = (
    "q", "node", "unit", "owner", "chain", "channel", "due", "least", "sort", "cursor", "stage",
    "state", "kind", "group", "milestone", "from", "to", "status", "company", "company_id", "year",
    "lead", "parent", "page", "by", "tab", "only", "role", "actor", "action", "day_from", "day_to",
    "activity", "since", "until", "relation", "foreign", "counted", "net", "pending", "name",
    "company_name", "credit_code", "contact_phone", "plan", "next", "before", "month",
)  # fmt: skip
CURSORS = (
    "W10",
    "bnVsbA",
    "W1siaSIsOTk5OTk5OTk5OTk5OTk5OTk5OTk5XV0",
    "A" * 5_000,
    "%00",
    "=",
    # Values of the wrong kinds, and a place far beyond the end.
    "W1sicyIsIngiXSxbImkiLDFdLFsiaSIsMV0sWyJiIiwxXV0",
    "W1sidCIsIjI5OTktMDEtMDFUMDA6MDA6MDArMDA6MDAiXSxbImkiLDkyMjMzNzIwMzY4NTQ3NzU4MDddLFsiaSIs"
    "OTIyMzM3MjAzNjg1NDc3NTgwN10sWyJiIiwxXV0",
)
FORM = "application/x-www-form-urlencoded"


class Noting(ImmutableMultiDict[str, Any]):
    """What was asked, noting what of it is looked at."""

    names: ClassVar[set[str]] = set()

    def __contains__(self, name: object) -> bool:
        self.names.add(str(name))
        return super().__contains__(name)

    def __getitem__(self, name: str) -> Any:
        self.names.add(name)
        return super().__getitem__(name)

    def getlist(self, name: str, *more: Any, **types: Any) -> Any:
        self.names.add(name)
        return super().getlist(name, *more, **types)

    def __iter__(self) -> Any:
        self.names.update(NAMES)
        return super().__iter__()

    def keys(self) -> Any:
        self.names.update(NAMES)
        return super().keys()

    def lists(self) -> Any:
        self.names.update(NAMES)
        return super().lists()

    def items(self, multi: bool = False) -> Any:  # `to_dict` too
        self.names.update(NAMES)
        return super().items(multi)


class Watched(Request):
    parameter_storage_class = Noting


@pytest.fixture
def looked_at(app, monkeypatch):
    """The names that the views look for in what they are asked."""
    monkeypatch.setattr(app, "request_class", Watched)
    Noting.names.clear()
    return Noting.names


def refused(answer):
    """Whether it is an answer of ours, and not an error."""
    return answer.status_code < 500


@pytest.mark.parametrize("route", [one for one in routes() if "<" in one.rule], ids=str)
def test_a_number_that_no_record_has_is_not_there(doors, world, route):
    """404 for a number or a code that cannot be, like for one that is not."""
    if route.pattern == "ALL":
        return
    target, actor = may(route)
    ids = forms.values(route.rule, {**world.ids["open"], **world.ids[target]})
    wrong = []
    for hole in route.holes:
        whole = f"<int:{hole}>" in route.rule
        for value in NUMBERS if whole else CODES:
            if route.rule.endswith("/plan/<stage>") and hole == "stage":
                continue
            url = address(route.rule, {**ids, hole: value})
            answer = doors.ask(actor, route.method, url, forms.fields(route.rule, world, ids))
            if answer.status_code not in (404, 308):
                wrong.append(f"{hole}={str(value)[:30]}: {answer.status}")
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("route", READING, ids=str)
def test_nothing_in_a_query_breaks_a_page(doors, world, route, looked_at):
    target, actor = may(route)
    url, _ids = place(world, route, target, actor)
    url = url.partition("?")[0]
    # A record's own page asks for little.
    values = ENCODED[::4] if HOLE.search(route.rule) else ENCODED
    first, *others = ["&".join(f"{name}={value}" for name in NAMES) for value in values]
    asked = ["", "nothing=1", first]
    wrong = [one[:60] for one in asked if not fine(doors, actor, url, one)]
    # A page that has looked for no name does not depend on what it is asked.
    asked = others if looked_at else []
    asked += [f"cursor={cursor}" for cursor in CURSORS if "cursor" in looked_at]
    wrong += [one[:60] for one in asked if not fine(doors, actor, url, one)]
    asked = [f"{name}={value}" for name in alone(route, looked_at) for value in FAR]
    wrong += [one[:60] for one in asked if not fine(doors, actor, url, one)]
    assert not wrong, "\n".join(wrong)


def fine(doors, actor, url, query):
    return refused(doors.ask(actor, "GET", f"{url}?{query}"))


def alone(route, looked_at):
    """Lists take filters one by one; a wrong one may hide what the next would do.

    A name that nobody has looked for, neither among all others nor when `nothing` stood there
    alone, need not be tried: until somebody looks for it the page is that of `nothing`.
    """
    if HOLE.search(route.rule) or "." in route.rule or route.pattern in ("ALL", "SIGNED_IN"):
        return ()
    return sorted(looked_at)


@pytest.mark.parametrize("route", CHANGING, ids=str)
def test_nothing_in_a_form_breaks_it(doors, world, route):
    """Fields hold what does not belong there: all at once, and each among right ones.

    A key that no record can have is refused and not dropped.
    """
    target, actor = may(route)
    url, ids = place(world, route, target, actor)
    given = {**typed(doors, actor, url), **forms.fields(route.rule, world, ids)}
    names = [name for name in given if name not in ("csrf_token", "files")]
    wrong = []
    for turn in range(len(ENCODED) if names else 1):
        values = {name: ENCODED[(turn + at) % len(ENCODED)] for at, name in enumerate(names)}
        if not refused(send(doors, actor, url, values)):
            wrong.append(str(values))
    right = {name: quoted(given[name]) for name in names}
    for name in names:
        for value in ALONE:
            answer = send(doors, actor, url, {**right, name: value})
            taken = answer.status_code == 302 and name.endswith("_id") and value == ALONE[0]
            if taken or not refused(answer):
                wrong.append(f"{name}={value[:30]}: {answer.status}")
    assert not wrong, "\n".join(wrong)


def quoted(value):
    """A right value as it stands in a form."""
    return quote(str(value[0] if isinstance(value, list) else value))


def typed(doors, actor, url):
    """The fields of the form at an address, if there is one."""
    answer = doors.ask(actor, "GET", url)
    if answer.status_code != 200:
        return {}
    main = BeautifulSoup(answer.text, "html.parser").find("main")
    found = [fields_of(form) for form in main.find_all("form") if form.get("method") == "post"]
    return max(found, key=len, default={})


def send(doors, actor, url, values):
    """A form byte for byte."""
    pairs = [*values.items(), ("csrf_token", doors.token)]
    body = "&".join(f"{name}={value}" for name, value in pairs if value != "")
    options = {"content_type": FORM, "headers": {"Cookie": doors.cookies[actor]}}
    savepoint = doors.connection.begin_nested()
    try:
        return doors.raw("POST", url, data=body.encode(), **options)
    finally:
        savepoint.rollback()


@pytest.mark.parametrize(
    ("content_type", "body"),
    [
        ("multipart/form-data", b"no boundary"),
        ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\n"),
        ("multipart/form-data; boundary=x", b"--x\r\n\xff\xfe\r\n--x--"),
        ("application/json", b'{"company_name": {"$gt": ""}}'),
        ("application/x-www-form-urlencoded; charset=utf-7", b"+ADw-script+AD4-"),
        ("text/xml", b"<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
        ("application/x-www-form-urlencoded", b"a=1&" * 100_000),
        ("multipart/form-data; boundary=x",
         b"".join(b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n'
                  for _ in range(2_000)) + b"--x--"),
    ],
)  # fmt: skip
def test_a_body_that_is_no_form_is_refused(doors, content_type, body):
    headers = {"Cookie": doors.cookies["owner"], "X-CSRFToken": doors.token}
    savepoint = doors.connection.begin_nested()
    answer = doors.raw("POST", "/leads/new", data=body, content_type=content_type, headers=headers)
    savepoint.rollback()
    assert answer.status_code in (400, 413, 415)


@pytest.mark.parametrize(
    "headers",
    [
        {"Cookie": "session=nonsense; session=\x80\xff"},
        {"Cookie": "session=" + "A" * 20_000},
        {"HX-Request": "true", "HX-Current-URL": "javascript:alert(1)"},
        {"Referer": "http://evil.test/\\x", "X-Forwarded-For": "1.2.3.4, \xff"},
        {"User-Agent": "\x01" * 500},
        {"If-Modified-Since": "yesterday", "If-None-Match": "\x00", "Range": "bytes=9-1"},
        {"Accept-Language": "x" * 5_000},
        {"X-CSRFToken": "\u20ac".encode("utf-8").decode("latin-1")},
    ],
)  # fmt: skip
@pytest.mark.parametrize("url", ["/", "/leads", "/login", "/login?next=//evil.test"])
def test_a_header_that_is_none_does_not_matter(doors, headers, url):
    for method in ("GET", "POST"):
        answer = doors.raw(method, url, headers=headers)
        assert answer.status_code < 500
        assert "evil" not in answer.headers.get("Location", "")
