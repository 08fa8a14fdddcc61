"""What holds for every HTML page, whoever asks for it; the test client looks at each answer."""

import re

from bs4 import BeautifulSoup, Tag

NEEDS_LABEL = ("input", "select", "textarea")
WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}


def faults(html: str) -> list[str]:
    """What is wrong with a page or a fragment, as sentences; empty when nothing is."""
    soup = BeautifulSoup(html, "html.parser")
    found = [*_ids(soup), *_labels(soup), *_forms(soup), *_inline(soup), *_text(soup)]
    if soup.find("html"):
        found += _frame(soup)
    return found


def _frame(soup: BeautifulSoup) -> list[str]:
    found = []
    if len(soup.find_all("h1")) != 1:
        found.append(f"{len(soup.find_all('h1'))} h1 instead of one")
    if not (soup.title and soup.title.get_text(strip=True)):
        found.append("no title")
    if soup.html.get("lang") != "zh-CN":
        found.append("no lang=zh-CN")
    return found


def _ids(soup: BeautifulSoup) -> list[str]:
    ids = [tag["id"] for tag in soup.find_all(id=True)]
    twice = sorted({one for one in ids if ids.count(one) > 1})
    return [f"id {one!r} stands twice" for one in twice]


def _labels(soup: BeautifulSoup) -> list[str]:
    named = {label["for"] for label in soup.find_all("label") if label.get("for")}
    found = []
    for tag in soup.find_all(NEEDS_LABEL):
        if tag.name == "input" and tag.get("type") in WITHOUT_LABEL:
            continue
        labelled = tag.get("id") in named or tag.find_parent("label") or _is_named(tag)
        if not labelled:
            found.append(f"no label for {tag.name} {tag.get('name')!r}")
    for tag in soup.find_all(("button", "a")):
        if not (tag.get_text(strip=True) or tag.find("img", alt=True) or _is_named(tag)):
            found.append(f"nothing to read in {str(tag)[:80]}")
    found += [f"no alt: {tag.get('src')}" for tag in soup.find_all("img") if "alt" not in tag.attrs]
    return found


def _is_named(tag: Tag) -> bool:
    named = tag.find(attrs={"aria-label": True})
    return bool(tag.get("aria-label") or tag.get("aria-labelledby") or tag.get("title") or named)


def _forms(soup: BeautifulSoup) -> list[str]:
    return [
        f"no token in the form to {form.get('action') or 'itself'}"
        for form in soup.find_all("form")
        if form.get("method", "get").lower() == "post"
        and not form.find("input", attrs={"name": "csrf_token"})
    ]


def _inline(soup: BeautifulSoup) -> list[str]:
    found = [f"inline style of {tag.name}" for tag in soup.find_all(style=True)]
    found += ["inline style sheet" for _ in soup.find_all("style")]
    for script in soup.find_all("script"):
        if not script.get("src") and script.get("type") != "application/json":
            found.append("inline script")
    for tag in soup.find_all(True):
        found += [f"{name} of {tag.name}" for name in tag.attrs if name.startswith("on")]
        address = str(tag.get("href") or tag.get("src") or tag.get("action") or "")
        if re.match(r"(?i)\s*(javascript:|https?:|//)", address) and tag.get("rel") != ["license"]:
            found.append(f"leads off the site: {address[:60]}")
    return found


def _text(soup: BeautifulSoup) -> list[str]:
    words = re.compile(r"\b(None|Undefined|nan|NaN)\b|<[\w.]+ object at|\bLabelled\b|datetime\.")
    found = [
        f"{node.strip()[:60]!r} is no text for people"
        for node in soup.find_all(string=words)
        if node.parent.name not in ("script", "textarea")
    ]
    values = soup.find_all(("input", "option"), attrs={"value": re.compile(r"^None$")})
    return found + [f"value None in {tag.get('name')!r}" for tag in values]
