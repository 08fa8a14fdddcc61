"""Places in a chain and marks of what a project does for it. Pure functions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm.lib.labelled import Labelled

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE = 40


class Stream(Labelled):
    """Where a node lies along its chain, where a plan says so."""

    UP = "up", "上游"
    MIDDLE = "middle", "中游"
    DOWN = "down", "下游"


class Mark(Labelled):
    """What a project does for its chain."""

    FILL = "fill", "补链"
    STRENGTHEN = "strengthen", "强链"
    EXTEND = "extend", "延链"


@dataclass(frozen=True)
class NodeRef:
    """A node as lists and choices name it: 集成电路 · 封测."""

    id: int
    chain_id: int
    chain_name: str
    name: str
    path: str

    @property
    def label(self) -> str:
        """The chain's and the node's name."""
        return f"{self.chain_name} · {self.name}"


def is_code(text: str) -> bool:
    """Whether a text can stand in an address: small letters, digits, single hyphens."""
    return len(text) <= LONGEST_CODE and _CODE.fullmatch(text) is not None


def propose_mark(companies_here: int, leaders_here: int) -> Mark:
    """补链 where no company is yet, 强链 beside a leading company, 延链 otherwise."""
    if companies_here == 0:
        return Mark.FILL
    return Mark.STRENGTHEN if leaders_here else Mark.EXTEND


def order_key(position: int, code: str) -> tuple[int, str]:
    """How nodes stand beside one another: by place, then by code."""
    return position, code


def within(node_paths: Iterable[str], ancestor: str) -> list[str]:
    """The paths that are the ancestor or lie below it."""
    return [path for path in node_paths if path.startswith(ancestor)]
