"""What a person may not see stands nowhere and changes nothing; and looking changes nothing."""

from dataclasses import dataclass
from functools import cache

import pytest

from crm.core.db import db
from crm.search.operations import reindex
from tests.access.crawl import crawl, lookalikes, urls, without_separators
from tests.access.marks import PHONE, Marker, change_secrets, digits, verify_signing, word
from tests.access.world import ACTORS, FEED

# What a GET may leave behind: who looked at what, and that a message or a session was used.
TRACES = ("audit_entries", "audit_head", "notifications", "login_sessions")
UNIT = ("owner", "colleague", "manager")
OTHERS = tuple(actor for actor in ACTORS if actor not in UNIT)
CHANGED = {
    "shut": ("manager", "leader"),
    "open": ("rival",),
}


@pytest.fixture(scope="module")
def marked(doors):
    """The records of the world filled by their owner; gives the words of each kind."""
    markers = {target: Marker(doors, target) for target in ("open", "shut")}
    for target, marker in markers.items():
        marker.run()
        verify_signing(doors.connection, doors.world.ids[target])
    answer = doors.ask("manager", "POST", "/briefs/new", undo=False, data={
        "unit_id": doors.world.cast.park_a.id, "month": "2026-10-01"})  # fmt: skip
    brief = int(answer.headers["Location"].rpartition("/")[2])
    doors.world.ids["fresh"] = {"brief_id": brief}
    return {target: marker.words for target, marker in markers.items()}


def found(page: dict[str, str], words: set[str]) -> list[str]:
    """Which words stand at which addresses, except where the address itself asked for them."""
    wrong = []
    for url, text in page.items():
        text = without_separators(text)
        wrong += [f"{one} at {url}" for one in words if one in text and one not in url.lower()]
    return wrong


@dataclass(frozen=True)
class Look:
    """What somebody gets at every address, and the tables that are not what they were after it."""

    pages: dict[str, str]
    changed: set[str]


@pytest.fixture(scope="module")
def seen(doors, marked):
    """What everybody gets, one page after the other; looked at once."""

    @cache
    def see(actor: str) -> Look:
        savepoint = doors.connection.begin_nested()
        kept = doors.checksum(TRACES)
        pages = crawl(doors, actor, urls(doors.world) + lookalikes("shut") + lookalikes("open"))
        doors.ask(actor, "GET", f"/calendar.ics?token={FEED}", undo=False)
        changed = {name for name, value in doors.checksum(TRACES).items() if value != kept[name]}
        savepoint.rollback()
        return Look(pages, changed)

    return see


@pytest.mark.parametrize("actor", ACTORS)
def test_looking_at_every_page_changes_nothing(seen, actor):
    assert not seen(actor).changed


def test_the_owner_sees_every_word(seen, marked):
    """So the words are where a leak would show them."""
    pages = without_separators("\n".join(seen("owner").pages.values()))
    for words in (marked["shut"], marked["open"], digits("shut"), digits("open")):
        missing = {one for one in words if one not in pages}
        assert not missing


@pytest.mark.parametrize("actor", [actor for actor in ACTORS if actor != "owner"])
def test_of_a_confidential_record_nothing_is_told(seen, marked, actor):
    wrong = found(seen(actor).pages, marked["shut"] | digits("shut"))
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("actor", OTHERS)
def test_of_another_unit_only_the_company_is_told(seen, marked, actor):
    """Auditors read what was changed in what is not confidential; numbers are masked there too."""
    hidden = {PHONE["open"], word("open", "contact", "email"), word("open", "lead", "email")}
    if actor != "auditor":
        hidden.add(word("open", "contact", "note"))
    if actor not in ("leader", "auditor"):
        public = (word("open", "company", ""), word("open", "contact", ""))
        hidden |= {one for one in marked["open"] if not one.startswith(public)}
    wrong = found(seen(actor).pages, hidden)
    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("target", ["shut", "open"])
def test_what_is_hidden_changes_nothing(doors, seen, target):
    """Other values in the hidden columns: every page of those who may not see them stays."""
    actors = CHANGED[target]
    before = {actor: seen(actor).pages for actor in actors}
    savepoint = doors.connection.begin_nested()
    change_secrets(doors.connection, doors.world.ids[target], company=target == "shut")
    with db.open(writes=True) as session:
        reindex(session)
        session.commit()
    wrong = []
    for actor in actors:
        looked = doors.connection.begin_nested()
        after = crawl(doors, actor, urls(doors.world))
        looked.rollback()
        wrong += [f"{actor}: {url}" for url, text in after.items() if text != before[actor][url]]
    savepoint.rollback()
    assert not wrong, "\n".join(wrong)
