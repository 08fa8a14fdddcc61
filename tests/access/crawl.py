"""Everything that a person can look at: pages, suggestions, workbooks, printed briefs."""

import io
import re
import zipfile
from typing import Any

from pypdf import PdfReader
from werkzeug.test import TestResponse

from tests.access import forms
from tests.access.marks import CODE, LIMIT, PHONE, word
from tests.access.reading import address, routes
from tests.access.world import World

# The comma first: the text is searched for it, not tried at every place.
SEPARATOR = re.compile(r",(?<=\d,)(?=\d{3})")
TABS = ("milestones", "activities", "files", "history", "timeline")


def urls(world: World) -> list[str]:
    """Every address that GET takes, about every record; and the lists asked in every way."""
    found: dict[str, None] = {}
    for route in routes():
        if route.method != "GET" or route.rule.startswith(("/static", "/logout")):
            continue
        for target in world.ids if route.holes else ("open",):
            ids = {**world.ids["open"], **world.ids[target]}
            found[address(route.rule, forms.values(route.rule, ids))] = None
            if route.rule.endswith("/milestones/new"):
                found[address(route.rule, ids) + "?stage=started"] = None
    for target in ("open", "shut"):
        number = world.ids[target]["project_id"]
        found |= {f"/projects/{number}?tab={tab}": None for tab in TABS}
        found |= dict.fromkeys(asked(world, target))
    return list(found)


def asked(world: World, target: str) -> list[str]:
    """The lists, asked about what may be hidden."""
    company, person = word(target, "company", "name"), word(target, "contact", "name")
    lead, project = word(target, "lead", "company_name"), word(target, "project", "name")
    intent, words = word(target, "lead", "intent"), word(target, "project", "description")
    everywhere = (company, person, lead, project, words, CODE[target], PHONE[target], "GF", "DH")
    queries = {
        "/search": everywhere,
        "/search/suggest": everywhere,
        "/leads": (lead, company, intent, CODE[target], lead[:5], "GF"),
        "/leads/pool": (lead, company),
        "/leads/export.xlsx": (lead, intent),
        "/projects": (project, company, words, project[:5], "DH"),
        "/projects/board": (project, company),
        "/projects/export.xlsx": (project, company),
        "/companies": (company, person, CODE[target]),
        "/companies/suggest.json": (company, person, CODE[target]),
        "/activities": (word(target, "activity", "summary"),),
        "/activities/subjects.json": (lead, project, company),
        "/audit": (lead, project, company),
    }
    found = [f"{path}?q={query}" for path, asked in queries.items() for query in asked]
    least, owner = LIMIT * 10**6, world.cast.staff.id
    filters = (
        f"owner={owner}", f"owner={world.partner.id}", f"least={LIMIT}", f"least={least}",
        "foreign=1", "channel=fund", "sort=amount", "sort=-amount", "sort=next_step_on",
        "due=step", f"company={world.ids[target]['company_id']}", "group=korea", "kind=new",
        "stage=signed", "milestone=signed&from=2026-10-01&to=2026-10-31", "pending=1",
    )  # fmt: skip
    found += [f"/{path}?{one}" for path in ("leads", "projects") for one in filters]
    found += [f"/{path}/export.xlsx?least={least}" for path in ("leads", "projects")]
    found += [f"/projects/board?{one}" for one in (f"least={least}", "foreign=1")]
    found += ["/calendar?who=all", "/calendar?who=all&view=week", "/calendar?view=week"]
    found += [f"/activities{end}?owner={owner}" for end in ("", "/export.xlsx")]
    return [*found, f"/analytics/funnel?node={world.node.id}&by=unit"]


def lookalikes(target: str) -> list[str]:
    """What tells that somebody else is at the same company, and whom to ask: no more than that."""
    name, number = word(target, "company", "name"), CODE[target]
    return [
        f"/leads/lookalikes?company_name={name}&credit_code={number}",
        f"/leads/lookalikes?company_name=zz&contact_phone={PHONE[target]}",
        f"/leads/lookalikes?company_name={word(target, 'lead', 'company_name')}",
        f"/projects/lookalikes?company_name={name}&credit_code={number}",
        f"/companies/lookalikes?name={name}&credit_code={number}",
        f"/leads/new?company={name}",
    ]


def text_of(answer: TestResponse) -> str:
    """What an answer says, in small letters; of a workbook all of its parts, of a PDF its text."""
    content = answer.get_data()
    if answer.mimetype == "application/pdf" and b"/Font" in content:
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            parts = [book.read(name).decode() for name in sorted(book.namelist())]
        return "\n".join(parts).lower()
    return answer.get_data(as_text=True).lower()


def without_separators(text: str) -> str:
    """The digits of amounts side by side."""
    return SEPARATOR.sub("", text)


def crawl(doors: Any, actor: str, addresses: list[str]) -> dict[str, str]:
    """What the person gets at each address; what that leaves behind stays."""
    found = {}
    for url in addresses:
        answer = doors.ask(actor, "GET", url, undo=False)
        name = answer.headers.get("Content-Disposition", "")
        found[url] = f"{answer.status} {name}\n{text_of(answer)}"
    return found
