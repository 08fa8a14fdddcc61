"""Enumerations whose members carry the words that the interface shows.

    class Stage(Labelled):
        SIGNED = "signed", "签约"

`Stage.SIGNED` is the text that the database keeps, `Stage.SIGNED.label` what people read.
"""

import enum
import unicodedata
from typing import Self


class Labelled(enum.StrEnum):
    """A text enumeration; every member is declared as `NAME = "value", "label"`.

    A subclass that declares more per member takes it apart in `__init__(value, label, …)`.
    """

    label: str

    def __new__(cls, value: str, label: str, *_more: object) -> Self:
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member

    @classmethod
    def choices(cls) -> list[tuple[str, str]]:
        """Pairs of value and label in the order of declaration, as a select field wants them."""
        return [(member.value, member.label) for member in cls]

    @classmethod
    def from_label(cls, text: str) -> Self:
        """The member that people mean by `text`: its label, or its stored value.

        Raises ValueError with a sentence that names the labels allowed.
        """
        wanted = unicodedata.normalize("NFKC", text).strip()
        for member in cls:
            if wanted in (unicodedata.normalize("NFKC", member.label), member.value):
                return member
        allowed = "、".join(member.label for member in cls)
        raise ValueError(f"“{wanted[:30]}”不在可选范围内，可填：{allowed}")
