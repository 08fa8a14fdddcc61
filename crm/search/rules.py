"""What a record is found by, and by whom. Pure functions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.lib.labelled import Labelled
from crm.lib.search_tokens import index_tokens

# Of a long text so much is found by.
NOTE_LENGTH = 300


class Kind(Labelled):
    """What is searched, in the order in which results stand."""

    COMPANY = "company", "企业"
    PROJECT = "project", "项目"
    LEAD = "lead", "线索"
    CONTACT = "contact", "联系人"


class Audience(Labelled):
    """Who finds a record by a document, among those who see the record at all."""

    ALL = "all", "数据范围内"
    CLEARED = "cleared", "知悉名单"
    # Telephone numbers are masked outside the unit, so they are not found by there either.
    UNIT = "unit", "本单位且知悉"


def room(kind: Kind, unit_id: int | None = None) -> str:
    """The token that all documents of a kind have, or those for one unit; no word makes it."""
    return f"k{kind.value}" if unit_id is None else f"u{kind.value}{unit_id}"


@dataclass(frozen=True)
class Document:
    """The tokens of a record for one audience."""

    kind: Kind
    subject_id: int
    audience: Audience
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
    confidential: bool = False
    code_name: str = ""


def documents(subject: Subject) -> list[Document]:
    """A record's documents.

    A confidential one is found by its code name by everybody in scope, by its real names by the
    people on its list.
    """
    audience = Audience.CLEARED if subject.confidential else Audience.ALL
    found = [_document(subject, audience, subject.names, subject.codes, subject.note)]
    if subject.confidential and subject.code_name:
        found.append(_document(subject, Audience.ALL, [subject.code_name]))
    if phones := [phone for phone in subject.phones if phone]:
        found.append(_document(subject, Audience.UNIT, (), phones))
    return found


def _document(
    subject: Subject,
    audience: Audience,
    names: Iterable[str],
    codes: Iterable[str] = (),
    note: str = "",
) -> Document:
    given = [name for name in names if name]
    tokens = index_tokens(given, [code for code in codes if code], note[:NOTE_LENGTH])
    unit_id = subject.unit_id if audience is Audience.UNIT else None
    words = " ".join([room(subject.kind, unit_id), *tokens])
    return Document(subject.kind, subject.id, audience, words)
