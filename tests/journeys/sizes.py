"""The two sizes at which whole stories are told, and what holds at both."""

from playwright.sync_api import Browser, Page

from tests.journeys.person import Person
from tests.journeys.site import Site

DESK, PHONE = (1440, 900), (390, 844)
SIZES = {"desk": DESK, "phone": PHONE}
HOME, AWAY = "电子信息产业园", "盐城综合保税区"


def arrive(
    chromium: Browser,
    site: Site,
    size: tuple[int, int],
    account: tuple[str, str, str],
    unit: str = "",
) -> Person:
    """Somebody with a browser of that size, signed in; the account is user name, name and role."""
    person = Person(chromium, site, account[0])
    person.page.set_viewport_size({"width": size[0], "height": size[1]})
    person.context.add_cookies([site.signed_in(*account, unit)])
    return person


# Words of a list of which no line is as wide as three characters, though there are three lines.
SQUEEZED = """() => {
  const found = [];
  const places = ".list td, .list th, .list caption, .suggest-item";
  for (const cell of document.querySelectorAll(places)) {
    const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const widths = [...range.getClientRects()].map((line) => line.width);
      if (widths.length > 2 && Math.max(...widths) < 42) found.push(node.data.trim());
    }
  }
  return found.filter(Boolean);
}"""


def fits(page: Page) -> None:
    """Nothing stands out sideways, and no words of a list stand one below the other."""
    assert page.evaluate(SQUEEZED) == []
    wide = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    assert page.evaluate(wide) <= 0


def log(person: Person, name: str) -> str:
    """Log a lead by its company's name alone; gives its address."""
    person.read("/leads/new")
    person.fill(company_name=name)
    person.press("保存线索")
    person.told("已登记，自今天起首报保护")
    return person.page.url
