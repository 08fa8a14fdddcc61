"""Markup typed into any field stays text: on every page, no element and no attribute is new."""

import re
from collections import Counter

import pytest

from tests.access import forms
from tests.access.marks import Marker
from tests.access.reading import address
from tests.client import words
from tests.pages import parse

PAYLOADS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</title><script>alert(1)</script>",
    "</textarea><script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    '" autofocus onfocus="alert(1)',
    "' onmouseover='alert(1)",
    "javascript:alert(1)//",
    "{{ 7*7 }}{% raw %}${7*7}<%= 7*7 %>",
    "<!--<b>&lt;i&gt;&#60;u&#62;&amp;amp;",
    '<iframe srcdoc="<script>1</script>">',
    "</option></select><a href=//evil.test>",
)
PLAIN = "普通文字"
# Addresses of this site: a path, a query, a place on the page, a number to call, somebody to
# write to, or nothing.
OWN = re.compile(r"(/(?!/)|\?|#|tel:\d+$|mailto:[\w.+-]+@[\w.-]+$|$)")


class Filler(Marker):
    """Fills every field of the site with one text."""

    def __init__(self, doors, text):
        super().__init__(doors, "open")
        self.text = text

    def word(self, part, field):
        """The same text everywhere; a suffix keeps names apart, a semicolon would part them."""
        if field == "former_names":
            return self.text.replace(";", "") + "f"
        return self.text if field not in ("name", "company_name") else f"{self.text}{part[0]}"

    def office(self):
        """What administrators and managers enter."""
        world, ids = self.doors.world, self.ids
        for actor, rule, names in (
            ("admin", "/admin/units/<int:unit_id>/edit", ("name",)),
            ("admin", "/admin/users/<int:user_id>/edit", ("name", "phone")),
            ("admin", "/admin/chains/<code>", ("name", "description")),
            ("admin", "/admin/chains/clusters/<code>", ("name",)),
            ("admin", "/admin/chains/<code>/nodes/<node_code>",
             ("name", "description", "technologies")),
            ("admin", "/admin/parameters/definitions/new", ("name", "signed_meaning")),
            ("manager", "/quotas/<int:quota_id>/edit", ("title", "reading")),
            ("leader", "/briefs/<int:brief_id>/edit", ("title", "opening")),
        ):  # fmt: skip
            own = world.ids["draft"] if "brief" in rule else {}
            values = forms.values(rule, {**ids, **own})
            data = forms.fields(rule, world, values) | dict.fromkeys(names, self.text)
            if "technologies" in names:  # a colon parts the name from what is said of it
                data["technologies"] = self.text.replace(":", "")
            answer = self.doors.ask(actor, "POST", address(rule, values), data, undo=False)
            assert answer.status_code == 302, f"{rule}: {words(answer)[:400]}"


def pages(doors, text):
    """Everything on which one of the texts stands, by who asks; forms that are refused as well."""
    ids = doors.world.ids["open"]
    lead, project = f"/leads/{ids['lead_id']}", f"/projects/{ids['project_id']}"
    company, contact = f"/companies/{ids['company_id']}", f"/contacts/{ids['contact_id']}"
    brief = f"/briefs/{doors.world.ids['draft']['brief_id']}"
    yield from (
        ("owner", "GET", url, None)
        for url in (
            "/", "/leads", lead, f"{lead}/edit", f"{lead}/drop", "/activities", "/todos",
            "/projects", "/projects/board", project, f"{project}?tab=milestones",
            f"{project}?tab=activities", f"{project}?tab=files", f"{project}/edit",
            f"{project}/milestones/new?stage=registered", f"/projects/new?lead={ids['lead_id']}",
            "/companies", company, f"{company}/edit", f"{company}/contacts/new",
            f"{contact}/edit", "/chains", "/chains/ic", "/chains/ic/packaging", "/quotas",
            f"/quotas/{ids['quota_id']}", "/analytics/funnel?by=unit", "/analytics/gaps",
        )
    )  # fmt: skip
    yield from (
        ("manager", "GET", url, None)
        for url in ("/", "/notifications", f"{lead}/assign", f"{project}/assign",
                    f"/quotas/{ids['quota_id']}/edit", "/briefs", brief, f"{brief}/edit")
    )  # fmt: skip
    yield from (
        ("admin", "GET", url, None)
        for url in ("/admin/users", f"/admin/users/{ids['user_id']}/edit", "/admin/units",
                    "/admin/chains", "/admin/chains/ic/nodes/packaging", "/admin/parameters")
    )  # fmt: skip
    yield "auditor", "GET", "/audit", None
    # Somebody else saved first; and the fields are wrong: what was typed is shown again.
    yield "owner", "POST", f"{lead}/edit", {"company_name": f"{text}2", "version": 1}
    yield "owner", "POST", f"{company}/edit", {"name": f"{text}2", "version": 1}
    yield "owner", "POST", f"{contact}/edit", {"name": text, "phone": text, "version": 2}
    yield "owner", "POST", f"{project}/edit", {"name": f"{text}2", "version": 1, "amount": text}
    yield "owner", "POST", "/leads/new", {"amount_minor": text, "next_step_on": text}
    yield "owner", "POST", f"{project}/plan", {"signed": text}
    yield "admin", "POST", "/admin/users/new", {"username": text, "phone": text}


ECHOED = ("/search", "/search/suggest", "/leads", "/projects", "/companies", "/leads/lookalikes",
          "/companies/lookalikes", "/activities")  # fmt: skip


def shape(html):
    """The elements of a page with the names of their attributes, counted; and where it leads."""
    tags = list(parse(html)[0].iter())
    leads = {tag.get(name, "") for tag in tags for name in ("href", "src", "action")}
    return Counter((tag.tag, *sorted(tag.attrib)) for tag in tags), leads


def filled(doors, text):
    """Every page while all fields hold the text."""
    savepoint = doors.connection.begin_nested()
    try:
        filler = Filler(doors, text)
        filler.run()
        filler.office()
        found = {}
        for actor, method, url, data in pages(doors, text):
            answer = doors.ask(actor, method, url, data)
            assert answer.status_code < 500, url
            found[actor, method, url] = answer.text
        asked = {"q": text, "company_name": text, "name": text}
        for url in ECHOED:
            answer = doors.ask("owner", "GET", url, query_string=asked)
            found["owner", "GET", f"{url}?q="] = answer.text
        return found
    finally:
        savepoint.rollback()


@pytest.fixture(scope="module")
def plain(doors):
    """What the pages look like with harmless words."""
    return filled(doors, PLAIN)


@pytest.fixture(scope="module")
def usual(plain):
    """Their shapes."""
    return {place: shape(html)[0] for place, html in plain.items()}


@pytest.mark.parametrize("text", PAYLOADS)
def test_markup_stays_text(doors, plain, usual, text):
    wrong = []
    for place, html in filled(doors, text).items():
        tags, leads = shape(html)
        new = tags - usual[place]
        wrong += [f"{place}: {dict(new)}"] if new else []
        wrong += [f"{place}: leads to {url}" for url in leads if not OWN.match(url)]
        if "49" in html and "49" not in plain[place] and "7*7" in text:
            wrong.append(f"{place}: was computed")
    assert not wrong, "\n".join(wrong)


def test_the_words_stand_on_the_pages(plain):
    """So that the test above looks where the texts are."""
    bare = [place for place, html in plain.items() if PLAIN not in html]
    assert not bare
