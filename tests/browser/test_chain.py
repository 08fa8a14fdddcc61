"""The chain picture in a browser: from left to right, unfolding, on a phone, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.browser
DESKTOP, PHONE = {"width": 1440, "height": 900}, {"width": 390, "height": 844}


def place(page: Page, number: int) -> dict[str, float]:
    """Where a node's card stands."""
    box = page.locator(f"#node-n{number}").bounding_box()
    assert box is not None
    return box


def scrolls_sideways(page: Page) -> bool:
    """Whether the page is wider than the screen."""
    return page.evaluate("document.documentElement.scrollWidth > window.innerWidth")


def test_upstream_stands_left_of_downstream(page: Page):
    page.set_viewport_size(DESKTOP)
    page.goto("/chain")
    assert page.locator(".chain-flow").all_inner_texts() == ["上游", "中游", "下游"]
    up, middle, down = (place(page, number) for number in (1, 3, 5))
    assert up["x"] + up["width"] <= middle["x"]
    assert middle["x"] + middle["width"] <= down["x"]
    assert abs(up["y"] - down["y"]) < 2
    assert place(page, 2)["y"] > up["y"]
    assert not scrolls_sideways(page)


def test_on_a_phone_cards_stand_below_one_another(page: Page):
    page.set_viewport_size(PHONE)
    page.goto("/chain")
    boxes = [place(page, number) for number in range(1, 7)]
    assert all(one["x"] == boxes[0]["x"] for one in boxes)
    tops = [one["y"] for one in boxes]
    assert tops == sorted(tops)
    assert all(one["x"] + one["width"] <= PHONE["width"] for one in boxes)
    assert not scrolls_sideways(page)


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_nodes_below_unfold_by_mouse_and_keyboard(page: Page, size: dict[str, int]):
    page.set_viewport_size(size)
    page.goto("/chain")
    card = page.locator("#node-n1")
    expect(card.get_by_role("link", name="环节11", exact=True)).to_be_hidden()
    card.locator(".sub-nodes > summary").first.click()
    expect(card.get_by_role("link", name="环节11", exact=True)).to_be_visible()
    expect(card.get_by_role("link", name="环节111", exact=True)).to_be_hidden()
    inner = card.locator(".sub-nodes .sub-nodes > summary").first
    inner.focus()
    page.keyboard.press("Enter")
    low = card.get_by_role("link", name="环节111", exact=True)
    expect(low).to_be_visible()
    assert low.get_attribute("href") == "/chains/pv/n111"
    assert not scrolls_sideways(page)


def test_every_figure_of_a_card_leads_to_its_list(page: Page):
    page.goto("/chain")
    links = page.locator("#node-n1 .lack a")
    addresses = [one.get_attribute("href") or "" for one in links.all()]
    assert [one.split("?")[0] for one in addresses] == ["/quotas", "/projects", "/projects"]
    assert all("node=1" in one for one in addresses)


def test_another_period_is_one_choice_away(page: Page):
    page.goto("/chain")
    page.select_option("#gap-period", "2023-2023")
    page.wait_for_url("**/chains/pv?period=2023-2023")


@pytest.mark.parametrize("unfolded", [False, True], ids=["folded", "unfolded"])
def test_it_prints_on_one_sheet(page: Page, unfolded: bool):
    page.goto("/chain")
    if unfolded:
        page.evaluate("document.querySelectorAll('.sub-nodes').forEach((one) => one.open = true)")
    paper = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type /Page\b", paper)) == 1
    page.emulate_media(media="print")
    expect(page.locator(".chain-sheet > h2")).to_be_visible()
    expect(page.locator("#node-n6")).to_be_visible()
