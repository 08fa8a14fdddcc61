"""The figures of the pages, read as a person reads them."""

import re
from dataclasses import dataclass
from decimal import Decimal

from tests.journeys.person import Person


def number(text: str) -> Decimal:
    """A figure as it stands on a page; a dash is nothing."""
    plain = text.replace(",", "").replace("−", "-").strip()
    return Decimal(0) if plain in ("", "—") else Decimal(re.findall(r"-?\d+(?:\.\d+)?", plain)[0])


@dataclass(frozen=True)
class Quota:
    """A target and its bar: `words` stand beside the bar, as they are."""

    verified: Decimal
    reported: Decimal
    missing: Decimal
    words: str


@dataclass(frozen=True)
class Node:
    """The gap cell of a node, with what is said under it."""

    target: Decimal
    landed: Decimal
    pipeline: Decimal
    uncovered: Decimal
    expected: Decimal
    reported: Decimal


Funnel = dict[str, tuple[Decimal, Decimal]]


def quota(person: Person, path: str) -> Quota:
    """The target at that address."""
    main = person.read(path)
    shown = {
        one.locator(".figure-label").inner_text(): one.locator(".figure-value").inner_text()
        for one in main.locator(".figure").all()
    }
    return Quota(
        verified=number(shown["已认定（净）"]),
        reported=number(shown["待认定"]),
        missing=number(shown["还差"]),
        words=main.locator(".quota-words").first.inner_text(),
    )


def funnel(person: Person) -> Funnel:
    """Projects and 亿元 by stage, and of all that are under way."""
    main = person.read("/analytics/funnel")
    found = {}
    for row in main.locator(".chart-table tbody tr").all():
        stage, count, amount = row.locator("td").all_text_contents()
        found[stage.strip()] = (number(count), number(amount))
    whole = main.locator(".figure", has_text="推进中")
    found["推进中"] = (
        number(whole.locator(".figure-value").inner_text()),
        number(whole.locator(".figure-note").inner_text()),
    )
    return found


def node(person: Person, path: str, code: str) -> Node:
    """A node of the chain picture at that address."""
    card = person.read(path).locator(f"#node-{code}")
    cell = {
        one.locator("dt").inner_text(): number(one.locator("dd").inner_text())
        for one in card.locator("dl.lack > div").all()
    }
    said = card.inner_text()
    expected = re.search(r"预计落地 ([\d.]+)", said)
    reported = re.search(r"待认定 (\d+)", said)
    return Node(
        target=cell["目标"],
        landed=cell["已落地"],
        pipeline=cell["在手"],
        uncovered=cell["缺口"],
        expected=number(expected[1]) if expected else Decimal(0),
        reported=number(reported[1]) if reported else Decimal(0),
    )
