"""Reads the labelled pairs of names, and splits them into the half for tuning and the other."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from crm.companies.rules import SAME, Identity, Likeness, likeness

FILE = Path(__file__).with_name("pairs.txt")


@dataclass(frozen=True)
class Pair:
    """Two names, whether they are of one company, and of what kind the case is."""

    same: bool
    kind: str
    one: str
    other: str
    aliases: tuple[str, ...] = ()

    @property
    def held_out(self) -> bool:
        """Whether it must not be looked at when rules are made."""
        return bool(hashlib.sha256(f"{self.one}|{self.other}".encode()).digest()[0] & 1)

    @property
    def found(self) -> Likeness | None:
        """What the rules say of the two names."""
        one = Identity(name=self.one, other_names=frozenset(self.aliases))
        return likeness(one, Identity(name=self.other))

    @property
    def taken_for_one(self) -> bool:
        """Whether the rules take them for one company."""
        return self.found in SAME


def pairs() -> list[Pair]:
    """All of them, in the order of the file."""
    return list(_read())


def _read() -> Iterator[Pair]:
    same, kind = False, ""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        if line.startswith("=="):
            _, label, kind = line.split()
            same = label == "same"
        elif line and not line.startswith("#"):
            one, other, *more = (part.strip() for part in line.split("|"))
            aliases = tuple(more[0].split("、")) if more else ()
            yield Pair(same, kind, one, other, aliases)


@dataclass(frozen=True)
class Score:
    """How well the rules do on some pairs."""

    pairs: int
    right: int
    missed: int
    wrong: int

    @property
    def precision(self) -> float:
        """Of those taken for one company, how many are."""
        return self.right / (self.right + self.wrong)

    @property
    def recall(self) -> float:
        """Of those that are one company, how many are found."""
        return self.right / (self.right + self.missed)

    def __str__(self) -> str:
        return (
            f"{self.pairs} pairs: precision {self.precision:.3f}, recall {self.recall:.3f} "
            f"({self.right} found, {self.missed} missed, {self.wrong} wrongly)"
        )


def score(some: list[Pair]) -> Score:
    """Count what the rules get right."""
    return Score(
        pairs=len(some),
        right=sum(pair.same and pair.taken_for_one for pair in some),
        missed=sum(pair.same and not pair.taken_for_one for pair in some),
        wrong=sum(not pair.same and pair.taken_for_one for pair in some),
    )
