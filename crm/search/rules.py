"""What a record is found by, and by whom. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.accounts.rules import Scope
from crm.lib.labelled import Labelled
from crm.lib.search_tokens import called_tokens, index_tokens

# Of a long text so much is found by.
NOTE_LENGTH = 300
# Of what was said about a record: so much of the latest activities, and of a company's description.
LATEST, NOTES_LENGTH = 20, 600


class Kind(Labelled):
    """What is searched, in the order in which results stand."""

    COMPANY = "company", "企业"
    PROJECT = "project", "项目"
    LEAD = "lead", "线索"
    CONTACT = "contact", "联系人"
    CARRIER = "carrier", "载体"
    TASK = "task", "规划任务"


# Kinds of which everybody who may read sees all, but for what is confidential.
SHARED = frozenset({Kind.COMPANY, Kind.CONTACT, Kind.CARRIER, Kind.TASK})
# Kinds about which something is said: activities belong to them.
NOTED = frozenset({Kind.COMPANY, Kind.PROJECT, Kind.LEAD})
# Where a lead lies that everybody may claim.
POOL = "rpool"


class Part(Labelled):
    """Which of a record's documents it is."""

    NAMES = "names", "名称和内容"
    CODE_NAME = "code_name", "代号"
    # Telephone numbers are masked outside the unit, so they are not found by there either.
    PHONES = "phones", "电话"
    # Long, and asked only when the names are not enough; so it has a room of its own.
    NOTES = "notes", "跟进记录和简介"


def room(kind: Kind, unit_id: int | None = None) -> str:
    """The token that all documents of a kind have, or those for one unit; no word makes it."""
    return f"k{kind.value}" if unit_id is None else f"u{kind.value}{unit_id}"


def notes_room(kind: Kind) -> str:
    """The token that all documents of notes of a kind have."""
    return f"n{kind.value}"


def reach(scope: Scope, user_id: int, units: Iterable[int]) -> list[str]:
    """Tokens of which a document in somebody's data scope has one; empty when all are.

    `units` are those in his scope. They only spare the index what would be left out afterwards:
    `visible_to` decides.
    """
    match scope:
        case Scope.ZONE:
            return []
        case Scope.OWN:
            return [f"o{user_id}", POOL]
    return [*(f"r{unit}" for unit in units), POOL]


@dataclass(frozen=True)
class Document:
    """The tokens of a part of a record; `cleared` when it is for the people on its list only."""

    kind: Kind
    subject_id: int
    part: Part
    cleared: bool
    tokens: str


@dataclass(frozen=True)
class Subject:
    """What is to be indexed of a record; `phones` are found by within the unit only."""

    kind: Kind
    id: int
    names: Sequence[str]
    codes: Sequence[str] = ()
    note: str = ""
    phones: Sequence[str] = ()
    unit_id: int | None = None
    owner_id: int | None = None
    in_pool: bool = False
    confidential: bool = False
    code_name: str = ""


def documents(subject: Subject) -> list[Document]:
    """A record's documents.

    A confidential one is found by its code name by everybody in scope, by its real names by the
    people on its list.
    """
    secret = subject.confidential
    tokens = index_tokens(
        [name for name in subject.names if name],
        [code for code in subject.codes if code],
        subject.note[:NOTE_LENGTH],
    )
    found = [_document(subject, Part.NAMES, secret, tokens)]
    if secret and subject.code_name:
        tokens = index_tokens([subject.code_name])
        found.append(_document(subject, Part.CODE_NAME, False, tokens))
    if phones := [phone for phone in subject.phones if phone]:
        found.append(_document(subject, Part.PHONES, secret, index_tokens([], phones)))
    return found


def notes_text(description: str, said: Iterable[str]) -> str:
    """What is found of a record's notes; `said` begins with what was said last."""
    return f"{description[:NOTES_LENGTH]}\n{'；'.join(said)[:NOTES_LENGTH]}"


def notes_document(subject: Subject) -> Document | None:
    """The document of a record's notes, for those who find its name; None when they say nothing.

    What the record is called stands there once more: all words of a query stand in one document,
    and some of them may be its name.
    """
    said = index_tokens([], [], subject.note)
    if not said:
        return None
    called = called_tokens(name for name in subject.names if name)
    return _document(subject, Part.NOTES, subject.confidential, [*said, *called])


def _document(subject: Subject, part: Part, cleared: bool, tokens: Sequence[str]) -> Document:
    place = room(subject.kind, subject.unit_id if part is Part.PHONES else None)
    if part is Part.NOTES:
        place = notes_room(subject.kind)
    words = " ".join([place, *_places(subject), *tokens])
    return Document(subject.kind, subject.id, part, cleared, words)


def _places(subject: Subject) -> list[str]:
    """Where a record lies, for `reach`."""
    if subject.kind in SHARED:
        return []
    owner = [] if subject.owner_id is None else [f"o{subject.owner_id}"]
    return [f"r{subject.unit_id}", *owner, *([POOL] if subject.in_pool else [])]
