"""Words that give a record away: one for each of its fields, entered through the site's forms.

`MARKS["shut"]` stand in confidential records that only their owner knows, `MARKS["open"]` in
those of the staff member's unit. Amounts and numbers are told apart by their digits.
"""

import io
from typing import Any

from sqlalchemy import Connection, String, cast, literal, update

from crm.companies.models import Company, CompanyName, Contact
from crm.leads.models import Activity, Lead, Todo
from crm.plans.rules import Stage
from crm.projects.models import Milestone, Project
from crm.projects.rules import MilestoneState
from tests.access.world import PDF, SIGNED_ON
from tests.client import words
from tests.factories.projects import credit_code

# In 万元, all between 50 and 100 亿元, so that the band says the same of each. `other` is what
# the amounts become when they are changed behind the scenes; LIMIT lies between.
AMOUNT = {"shut": 771_331, "open": 661_223}
OTHER_AMOUNT, LIMIT = 882_442 * 10**6, 800_000
PHONE = {"shut": "13877770001", "open": "13866660002"}
CODE = {"shut": credit_code(771), "open": credit_code(661)}

STEP_ON = "2026-11-19"
# What the hidden columns become when they are changed behind the scenes.
OTHER = {
    "company_name": "完全另外的名称", "core_name": "完全另外的名称", "sound": "wqlwdmc",
    "brand": "完全另外", "pinyin": "wanquanlingwai", "mail_domain": "",
    "short_name": "", "credit_code": None, "country": "KR", "region_code": None,
    "is_foreign": True, "channel": None, "intent": "", "description": "", "source": "",
    "contact_name": "别人", "contact_phone": "", "contact_email": "", "position": "",
    "phone": "", "email": "",
    "note": "", "address": "", "website": "", "next_step": "", "next_step_on": None,
    "summary": "别的", "people": "", "place": "", "text": "别的", "document_number": "",
    "parties": "", "amount_minor": OTHER_AMOUNT, "amount_fen": OTHER_AMOUNT,
    "investment_minor": OTHER_AMOUNT, "investment_fen": OTHER_AMOUNT,
    "fixed_assets_fen": None, "capital_fen": None, "registered_capital_fen": None,
}  # fmt: skip


def word(target: str, part: str, field: str) -> str:
    """The word that marks a field."""
    return f"zq{target}{part}{field.replace('_', '')}".lower()


class Marker:
    """Fills the records of one kind with marked words, as their owner."""

    def __init__(self, doors: Any, target: str) -> None:
        self.doors, self.target = doors, target
        self.ids = {**doors.world.ids["open"], **doors.world.ids[target]}
        self.words: set[str] = set()

    def send(self, part: str, url: str, *names: str, **more: Any) -> None:
        """Send a form whose fields carry their words; it must be taken."""
        data = {name: self.word(part, name) for name in names}
        self.words |= set(data.values())
        answer = self.doors.ask("owner", "POST", url, {**data, **more}, undo=False)
        assert answer.status_code == 302, f"{url}: {words(answer)[:400]}"

    def word(self, part: str, field: str) -> str:
        """The word that marks a field."""
        return word(self.target, part, field)

    def run(self) -> None:
        """Company, contact, lead and project with what belongs to them."""
        self.company()
        self.lead()
        self.project()

    def company(self) -> None:
        """The company, and a person there."""
        own = f"/companies/{self.ids['company_id']}"
        secret = {"confidential": "y"} if self.target == "shut" else {}
        fields = ("name", "short_name", "description", "address", "website", "former_names")
        self.send("company", f"{own}/edit", *fields, relation="target", country="CN", version=1,
                  credit_code=CODE[self.target], registered_capital_fen=AMOUNT[self.target],
                  **secret)  # fmt: skip
        self.send("contact", f"/contacts/{self.ids['contact_id']}/edit", "name", "position", "note",
                  phone=PHONE[self.target], version=1,
                  email=f"{word(self.target, 'contact', 'email')}@example.com")  # fmt: skip

    def lead(self) -> None:
        """The lead with an activity and a to-do."""
        own = f"/leads/{self.ids['lead_id']}"
        secret = {"confidential": "y", "code_name": "GF 光伏"} if self.target == "shut" else {}
        fields = ("company_name", "intent", "contact_name", "next_step", "source")
        self.send("lead", f"{own}/edit", *fields, country="CN", channel="fund", version=1,
                  credit_code=CODE[self.target], amount_minor=AMOUNT[self.target],
                  contact_phone=PHONE[self.target], next_step_on=STEP_ON,
                  contact_email=f"{word(self.target, 'lead', 'email')}@example.com",
                  **secret)  # fmt: skip
        self.send("activity", f"{own}/activities", "summary", "people", "place",
                  activity="visit_out", happened_on="2026-11-18")  # fmt: skip
        self.send("todo", "/todos", "text", due_on="2026-11-27", lead=self.ids["lead_id"])

    def project(self) -> None:
        """The project with an activity, a file, and a milestone to be verified."""
        own = f"/projects/{self.ids['project_id']}"
        secret = {"confidential": "y", "code_name": "DH 半导体"} if self.target == "shut" else {}
        self.send("project", f"{own}/edit", "name", "description", "next_step", "source",
                  node_id=self.doors.world.node.id, country="CN", kind="new", channel="fund",
                  company_id=self.ids["company_id"], amount=AMOUNT[self.target],
                  company_name=self.word("company", "name"), next_step_on=STEP_ON,
                  fixed_assets_fen=AMOUNT[self.target], version=1, **secret)  # fmt: skip
        self.send("activity", f"{own}/activities/new", "summary", "people", "place",
                  activity="visit_out", happened_on="2026-11-18")  # fmt: skip
        self.send("file", f"{own}/attachments/new", files=self.file("own"))
        self.send("milestone", f"{own}/milestones/new?stage=registered", "document_number",
                  "parties", "note", occurred_on="2026-11-18", files=self.file("proof"),
                  company_name=self.word("milestone", "company"),
                  capital_fen=AMOUNT[self.target])  # fmt: skip

    def file(self, name: str) -> tuple[io.BytesIO, str]:
        """A file whose name is marked."""
        marked = self.word("file", name)
        self.words.add(marked)
        # As browsers write it into the header of the part.
        return io.BytesIO(PDF), f"{marked} 1.pdf".replace('"', "%22")


def digits(target: str) -> set[str]:
    """The numbers that give a record away, without separators: in 万元, in 亿元, by telephone."""
    amount = AMOUNT[target]
    return {str(amount), f"{amount / 10_000:.2f}", PHONE[target], CODE[target].lower()}


def verify_signing(connection: Connection, ids: dict[str, Any]) -> None:
    """The agreement counts since October, so that briefs and quotas have it."""
    on = SIGNED_ON.replace(month=10)
    values = {"state": MilestoneState.VERIFIED, "occurred_on": on}
    connection.execute(update(Milestone).where(Milestone.id == ids["milestone_id"]).values(values))
    moved = {"stage": Stage.SIGNED}
    connection.execute(update(Project).where(Project.id == ids["project_id"]).values(moved))


def change_secrets(connection: Connection, ids: dict[str, Any], *, company: bool) -> None:
    """Other values in every column that is hidden; whoever may not see them notices nothing.

    The `company` itself is a secret only where it is confidential, but people's numbers always.
    """
    rows: list[tuple[type[Any], Any]] = [
        (Lead, Lead.id == ids["lead_id"]),
        (Project, Project.id == ids["project_id"]),
        (Milestone, Milestone.project_id == ids["project_id"]),
        (Activity, Activity.subject_id.in_((ids["lead_id"], ids["project_id"]))),
        (Todo, Todo.subject_id == ids["lead_id"]),
    ]
    if company:
        rows.append((Company, Company.id == ids["company_id"]))
        rows.append((CompanyName, CompanyName.company_id == ids["company_id"]))
    for model, which in rows:
        columns = model.__table__.columns
        values = {name: value for name, value in OTHER.items() if name in columns}
        if "owner_id" in columns:
            values["owner_id"] = ids["user_id"]
        if "name" in columns:
            values["name"] = literal("另外的名称") + cast(columns["id"], String)
        connection.execute(update(model.__table__).where(which).values(values))
    # The ends of a masked number are shown.
    person: dict[str, Any] = {
        "phone": f"{PHONE['open'][:3]}9999{PHONE['open'][-4:]}",
        "note": "另外",
    }
    if company:
        person |= {"name": "别人", "phone": "", "email": "", "position": ""}
    of_person = update(Contact.__table__).where(Contact.id == ids["contact_id"])
    connection.execute(of_person.values(person))
