"""Places in a chain and marks of what a project does for it. Pure functions."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from crm.lib.labelled import Labelled

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE = 40
# Words that stand at a code's place in an address.
RESERVED = frozenset(("new", "edit", "clusters", "nodes"))


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
    code: str = ""
    chain_code: str = ""
    level: int = 0

    @property
    def label(self) -> str:
        """The chain's and the node's name."""
        return f"{self.chain_name} · {self.name}"


def is_code(text: str) -> bool:
    """Whether a text can stand in an address: small letters, digits, single hyphens."""
    return len(text) <= LONGEST_CODE and _CODE.fullmatch(text) is not None


def code_fault(code: str) -> str | None:
    """Why a new code cannot be taken, as a sentence; None when it can."""
    if not is_code(code):
        return f"代码只用小写字母、数字和连字符（如 packaging-test），最长 {LONGEST_CODE} 个字符。"
    if code in RESERVED:
        return f"“{code}”是系统保留的词，请换一个代码。"
    return None


@dataclass(frozen=True)
class Technology:
    """A key technology as people type it: its direction, perhaps none, and its name."""

    direction: str
    name: str


def read_technologies(text: str) -> list[Technology]:
    """What a text of lines lists: `方向：技术、技术`, or a technology alone.

    Raises ValueError with a sentence. A name that stands twice is taken once.
    """
    found: dict[str, Technology] = {}
    for line in text.splitlines():
        direction, colon, names = line.replace(":", "：").partition("：")
        if not colon:
            direction, names = "", line
        for name in filter(None, (part.strip() for part in names.split("、"))):
            if len(name) > LONGEST_TECHNOLOGY or len(direction.strip()) > LONGEST_DIRECTION:
                raise ValueError(f"“{name[:20]}…”太长：技术最多 {LONGEST_TECHNOLOGY} 个字。")
            found.setdefault(name, Technology(direction.strip(), name))
    return list(found.values())


def write_technologies(technologies: Iterable[Technology]) -> str:
    """The same lines again, one per direction."""
    lines: dict[str, list[str]] = {}
    for one in technologies:
        lines.setdefault(one.direction, []).append(one.name)
    return "\n".join(
        f"{direction}：{'、'.join(names)}" if direction else "、".join(names)
        for direction, names in lines.items()
    )


LONGEST_TECHNOLOGY, LONGEST_DIRECTION = 120, 80


def propose_mark(companies_here: int, leaders_here: int) -> Mark:
    """补链 where no company is yet, 强链 beside a leading company, 延链 otherwise."""
    if companies_here == 0:
        return Mark.FILL
    return Mark.STRENGTHEN if leaders_here else Mark.EXTEND
