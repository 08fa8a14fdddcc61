"""Markup typed into every text field comes back as the text that it is, on every page."""

import io

import pytest

from tests.attachments.files import PDF
from tests.factories.projects import credit_code
from tests.journeys.test_bad_input import TYPED
from tests.journeys.typed import filled, lost, texts_of

EVIL = "<script>alert(1)</script>"
SHORT = '"><img src=x onerror=alert(1)>'
TEMPLATE = "{{7*7}}"
# What holds numbers, days or codes has rules of its own and shows what it refuses.
NUMBERS = ("amount", "amount_minor", "capital_fen", "fixed_assets_fen", "registered_capital_fen")
PICKED = (
    "node_id-text",
    "other_node_1-text",
    "other_node_2-text",
)  # say which node, or are refused
PAGES = ("/leads", "/projects", "/projects/board", "/companies", "/search?q=script", "/todos", "/")


def spoilt(browser, url, most):
    """The form with markup in each of its text fields."""
    return {
        name: (EVIL + SHORT + TEMPLATE)[:most] if name not in NUMBERS else SHORT
        for name in texts_of(browser, url)
    }


def harmless(html):
    """Whether nothing of what was typed stands in the page as markup, or was worked out."""
    plain = "<script>alert" not in html and "<img src=x" not in html
    return plain and "onerror=alert(1)>" not in html.replace("&gt;", "]")


@pytest.mark.parametrize(
    "form",
    ["lead", "lead edit", "project", "project edit", "company", "contact", "activity", "signed"],
)
def test_what_is_refused_shows_it_as_text(staff, office, form):
    url = office.address(form)
    evil = spoilt(staff, url, 60)
    typed = {**filled(staff, url), **evil, "node_id": "999999"}
    answer = staff.post(url, typed)
    if answer.status_code == 400:
        assert lost(answer, {n: t for n, t in typed.items() if n in evil}) == []
    assert harmless(answer.text)


@pytest.mark.parametrize("form", ["lead", "project", "company", "contact", "activity", "signed"])
def test_what_is_saved_is_text_on_every_page(staff, manager, auditor, office, form):
    url = office.address(form)
    first = filled(staff, url)
    typed = {**first, **spoilt(staff, url, 40), **numbers_of(form)}
    typed |= {name: str(office.node.id) for name in ("node_id",) if name in first}
    typed = {name: text for name, text in typed.items() if name not in PICKED}
    answer = staff.post(url, typed, 302)
    for browser, page in [(staff, answer.location), (manager, answer.location)]:
        shown = browser.get(page, 200).text
        assert harmless(shown)
    assert "&lt;script&gt;" in shown
    for page in PAGES:
        assert harmless(manager.get(page, 200).text)
    assert harmless(auditor.get("/audit", 200).text)


def numbers_of(form):
    """What must be right for the form to be taken."""
    given = {name: text for name, text in TYPED.get(form, {}).items() if name not in TEXTS}
    if form == "signed":
        given["files"] = (io.BytesIO(PDF), f"{EVIL}.pdf")
    if form == "contact":
        given |= {"phone": "13812345678", "email": "a@example.com"}
    return given | {
        "credit_code": credit_code(7), "company_id": None, "code_name": "",
        "industry_code": "3985", "registered_capital_fen": "", "fixed_assets_fen": "",
        "other_share_1": "", "other_share_2": "", "capital_fen": "", "contact_phone": "13812345678",
        "contact_email": "a@example.com",
    }  # fmt: skip


TEXTS = ("name", "company_name", "intent", "contact_name", "next_step", "description", "parties",
         "document_number", "note", "former_names")  # fmt: skip
