"""A chain of twelve nodes on three levels, as plain values, drawn as the product draws one."""

from decimal import Decimal
from types import SimpleNamespace
from typing import Any

from flask import render_template

from crm.analytics.queries.around import Named, Neighbourhood
from crm.analytics.queries.cells import cell_of
from crm.analytics.queries.gaps import GapPicture
from crm.analytics.queries.nodes import NodeRow
from crm.analytics.rules.gaps import Gap, whole
from crm.chains.queries import ChainPicture, Direction, NodeCard
from crm.chains.rules import NodeRef, Stream, Strengths, propose
from crm.lib.periods import Period
from crm.plans.rules import Stage

CHAIN = SimpleNamespace(code="pv", name="晶硅光伏")
DEFINITION: Any = SimpleNamespace(landed_stage=Stage.REGISTERED)
LONG = "江苏某某新能源高效电池与组件先进制造装备科技集团股份有限公司"


def _card(number: int, below: int, stream: Stream | None = None, path: str = "/") -> NodeCard:
    own = f"{path}{number}/"
    children = tuple(_card(number * 10 + n, below - 1, None, own) for n in (1, 2)) if below else ()
    named = Direction("高效电池", ("第四章",), ("钙钛矿电池", "异质结电池", "超薄硅片"))
    more = tuple(Direction(f"方向{n}", (), ("技术",)) for n in range(3))
    return NodeCard(number, f"n{number}", f"环节{number}", own, stream, (named, *more), children)


def _every(cards: tuple[NodeCard, ...]) -> list[NodeCard]:
    return [one for card in cards for one in (card, *_every(card.children))]


def _row(card: NodeCard, picture: GapPicture) -> NodeRow:
    node = NodeRef(card.id, 1, CHAIN.name, card.name, card.path, card.code, CHAIN.code)
    gap = picture.gaps[card.path]
    leader = Named(1, LONG, is_leader=True)
    return NodeRow(
        node=node,
        gap=gap,
        cell=cell_of(node, gap, picture, DEFINITION),
        around=Neighbourhood(4, 1, 2, 3, (leader, Named(2, "乙公司", False)), (leader,)),
        proposal=propose(Strengths(4, 1, 1, (LONG,), ("环节2",))),
        landed_stage=Stage.REGISTERED,
    )


def page() -> str:
    """The picture in the product's frame."""
    streams = [Stream.UP] * 2 + [Stream.MIDDLE] * 2 + [Stream.DOWN] * 2
    cards = tuple(_card(n, 2 if n < 3 else 0, stream) for n, stream in enumerate(streams, 1))
    every = _every(cards)
    gaps = {
        card.path: Gap(Decimal(card.id % 7 + 3), 1, 2, {Stage.SIGNED: 2}, Decimal("1.2"))
        for card in every
    }
    period = Period.year(2026)
    picture = GapPicture(period, [period, Period.year(2023)], [], gaps, whole=whole(gaps))
    return render_template(
        "chain.html",
        chain=CHAIN,
        nodes=ChainPicture(cards, ()),
        rows={card.id: _row(card, picture) for card in every},
        total=None,
        picture=picture,
        period="2026-2026",
        periods=[("2026-2026", "2026年"), ("2023-2023", "2023年")],
        landed=Stage.REGISTERED,
    )
