"""Places in a chain, marks of what a project does for it, the node that a text speaks of."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from crm.lib.labelled import Labelled

_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
LONGEST_CODE = 40
# Levels of nodes below a chain: plans use three; pages can show a few more.
DEEPEST = 6
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
    stream: Stream | None = None

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


@dataclass(frozen=True)
class Strengths:
    """What a node has and what stands beside it.

    `leaders` are names of leading companies here, as many as are known by name; `strong` the
    nodes before and after it in the chain that have a leading company.
    """

    companies: int = 0
    leading: int = 0
    landed: int = 0
    leaders: tuple[str, ...] = ()
    strong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Proposal:
    """补链, 强链 or 延链, and why."""

    mark: Mark
    reason: str


def propose(here: Strengths) -> Proposal:
    """What to do on a node, with its reason in words.

    A project that has landed counts as a company there: its new company need not be entered yet.
    """
    mark = propose_mark(here.companies + here.landed, here.leading)
    beside = "、".join(f"“{name}”" for name in here.strong)
    if mark is Mark.FILL:
        support = f"；相邻的{beside}有龙头企业，可以就近配套" if beside else ""
        return Proposal(mark, f"环节上还没有企业，也没有落地项目{support}。")
    if mark is Mark.STRENGTHEN:
        named = "、".join(here.leaders)
        more = f"等 {here.leading} 家" if here.leading > len(here.leaders) > 0 else ""
        whom = f"龙头企业{named}{more}" if named else f"{here.leading} 家龙头企业"
        return Proposal(mark, f"已有{whom}，围绕龙头引进配套、支持扩产。")
    present = " 和 ".join(
        text
        for count, text in (
            (here.companies, f"{here.companies} 家企业"),
            (here.landed, f"{here.landed} 个落地项目"),
        )
        if count
    )
    way = f"从相邻的{beside}的龙头企业向这里延伸" if beside else "向上下游延伸、培育龙头"
    return Proposal(mark, f"已有 {present}、还没有龙头企业，{way}。")


# Which node a text is most likely about.
_PARTS = re.compile(r"[、，,/（）()与和及·\s]+")
_FILLERS = re.compile(
    r"(?:制造|生产|研发|设计|产业|产品|技术|系统|装备|设备|材料|项目|高端|先进|新型|关键)"
)
SHORTEST = 2
# What trade and plans call differently.
_SAME = {"封测": ("封装", "测试", "封装测试"), "封装测试": ("封测", "封装"), "晶圆": ("流片",)}
# A score from which a node is worth proposing, and how far it must lead before the next one.
ENOUGH, LEAD, WEIGHT = 2.5, 1.6, 1.5
# A chain's own name speaks for all of its nodes, so for each of them little.
OF_CHAIN = 0.5


@dataclass(frozen=True)
class NodeWords:
    """A node with the words that speak for it: its name's, its technologies', its chain's."""

    id: int
    own: frozenset[str]
    chain: frozenset[str]


def words_of(names: Iterable[str]) -> frozenset[str]:
    """The words of some names: whole, in parts, and without what stands in every name."""
    found: set[str] = set()
    for name in names:
        for part in (name, *_PARTS.split(name)):
            low = part.strip().lower()
            bare = _FILLERS.sub("", low)
            found |= {one for one in (low, bare, *_SAME.get(low, ())) if len(one) >= SHORTEST}
    return frozenset(found)


def propose_node(text: str, nodes: Sequence[NodeWords]) -> int | None:
    """The node that the text speaks of, by its number; None when none stands out."""
    said = text.lower()
    known = Counter(word for node in nodes for word in node.own)
    present = {word for word in known if word in said}
    ranked = sorted(
        ((_score(node, present, known, said), node.id) for node in nodes), reverse=True
    )[:2]
    if not ranked or ranked[0][0] < ENOUGH:
        return None
    if len(ranked) > 1 and ranked[0][0] < LEAD * ranked[1][0]:
        return None
    return ranked[0][1]


def _score(node: NodeWords, present: set[str], known: Counter[str], said: str) -> float:
    """Long words weigh more, words that stand for several nodes less."""
    heard = node.own & present
    longest = {word for word in heard if not any(word != one and word in one for one in heard)}
    own = sum(len(word) ** WEIGHT / known[word] for word in longest)
    chain = sum(len(word) for word in node.chain if word in said)
    return own + OF_CHAIN * chain if own else 0.0
