"""Which node of a chain a text is most likely about. Pure functions."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
