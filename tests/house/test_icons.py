"""Icons: what pages name is drawn, and the list of icons is one that the set-up can build."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from crm.core.frame import MENU, QUICK_ADDS

ROOT = Path(__file__).parents[2]
# Where the macros of templates/macros/ take an icon's name.
POSITION = {
    "icon": 0,
    "fold": 1,
    "action": 2,
    "post_action": 2,
    "opener": 2,
    "empty": 3,
    "empty_row": 4,
}


@pytest.fixture(scope="module")
def drawn() -> set[str]:
    lines = (ROOT / "static/img/icons.txt").read_text(encoding="utf-8").splitlines()
    return {line for line in lines if line and not line.startswith("#")}


def _named(template: Path) -> Iterator[str]:
    """The icons that a template names outright."""
    tree = Environment(extensions=["jinja2.ext.do"]).parse(template.read_text(encoding="utf-8"))  # noqa: S701
    for call in tree.find_all(nodes.Call):
        place = POSITION.get(call.node.name) if isinstance(call.node, nodes.Name) else None
        if place is None:
            continue
        given = [argument.value for argument in call.kwargs if argument.key == "icon_name"]
        given += call.args[place : place + 1]
        for argument in given:
            yield from _texts(argument)


def _texts(node: nodes.Node) -> Iterator[str]:
    """The texts that an argument can come to, as far as they stand in the template."""
    if isinstance(node, nodes.Const) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, nodes.CondExpr):
        yield from _texts(node.expr1)
        if node.expr2 is not None:
            yield from _texts(node.expr2)
    elif isinstance(node, nodes.Or):
        yield from _texts(node.left)
        yield from _texts(node.right)


def test_every_icon_that_a_template_names_is_drawn(drawn: set[str]):
    missing = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in (ROOT / "templates").rglob("*.html")
        for name in _named(path)
        if name and name not in drawn and name.isascii()
    }
    assert not missing, f"add to static/img/icons.txt: {sorted(missing)}"


def test_every_icon_of_the_menus_is_drawn(drawn: set[str]):
    assert {item.icon for item in (*MENU, *QUICK_ADDS)} <= drawn
