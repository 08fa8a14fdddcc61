"""What holds for every HTML page, whoever asks for it; the test client looks at each answer."""

import re
from xml.etree.ElementTree import Element, tostring

from tests.pages import parse, texts

NEEDS_LABEL = ("input", "select", "textarea")
WITHOUT_LABEL = {"hidden", "submit", "button", "reset", "image"}
OFF_SITE = re.compile(r"(?i)\s*(javascript:|https?:|//)")
NO_WORDS = re.compile(r"\b(None|Undefined|nan|NaN)\b|<[\w.]+ object at|\bLabelled\b|datetime\.")


def faults(html: str) -> list[str]:
    """What is wrong with a page or a fragment, as sentences; empty when nothing is."""
    page, comments = parse(html)
    found = [*_ids(page), *_labels(page), *_forms(page), *_inline(page), *_text(page, comments)]
    if page.find(".//html") is not None:
        found += _frame(page)
    return found


def _frame(page: Element) -> list[str]:
    found = []
    headings = sum(1 for _ in page.iter("h1"))
    if headings != 1:
        found.append(f"{headings} h1 instead of one")
    title = page.find(".//title")
    if title is None or not _read(title):
        found.append("no title")
    if next(page.iter("html")).get("lang") != "zh-CN":
        found.append("no lang=zh-CN")
    return found


def _ids(page: Element) -> list[str]:
    ids = [tag.attrib["id"] for tag in page.iter() if "id" in tag.attrib]
    twice = sorted({one for one in ids if ids.count(one) > 1}) if len(set(ids)) < len(ids) else []
    return [f"id {one!r} stands twice" for one in twice]


def _labels(page: Element) -> list[str]:
    labels = list(page.iter("label"))
    named = {label.get("for") for label in labels if label.get("for")}
    inside = {tag for label in labels for tag in _of(label, *NEEDS_LABEL)}
    found = []
    for tag in _of(page, *NEEDS_LABEL):
        if tag.tag == "input" and tag.get("type") in WITHOUT_LABEL:
            continue
        if not (tag.get("id") in named or tag in inside or _is_named(tag)):
            found.append(f"no label for {tag.tag} {tag.get('name')!r}")
    for tag in _of(page, "button", "a"):
        pictures = any("alt" in image.attrib for image in tag.iter("img"))
        if not (_read(tag) or pictures or _is_named(tag)):
            found.append(f"nothing to read in {tostring(tag, 'unicode')[:80]}")
    images = page.iter("img")
    found += [f"no alt: {tag.get('src')}" for tag in images if "alt" not in tag.attrib]
    return found


def _of(page: Element, *names: str) -> list[Element]:
    return [tag for tag in page.iter() if tag.tag in names]


def _read(tag: Element) -> str:
    return "".join(tag.itertext()).strip()


def _is_named(tag: Element) -> bool:
    named = any("aria-label" in one.attrib for one in tag.iter() if one is not tag)
    return bool(tag.get("aria-label") or tag.get("aria-labelledby") or tag.get("title") or named)


def _forms(page: Element) -> list[str]:
    return [
        f"no token in the form to {form.get('action') or 'itself'}"
        for form in page.iter("form")
        if form.get("method", "get").lower() == "post"
        and not any(tag.get("name") == "csrf_token" for tag in form.iter("input"))
    ]


def _inline(page: Element) -> list[str]:
    found = [f"inline style of {tag.tag}" for tag in page.iter() if "style" in tag.attrib]
    found += ["inline style sheet" for _ in page.iter("style")]
    for script in page.iter("script"):
        if not script.get("src") and script.get("type") != "application/json":
            found.append("inline script")
    for tag in page.iter():
        found += [f"{name} of {tag.tag}" for name in tag.attrib if name.startswith("on")]
        address = tag.get("href") or tag.get("src") or tag.get("action") or ""
        if OFF_SITE.match(address) and tag.get("rel") != "license":
            found.append(f"leads off the site: {address[:60]}")
    return found


def _text(page: Element, comments: list[str]) -> list[str]:
    pieces = [text for tag, text in texts(page) if tag not in ("script", "textarea")]
    found = [
        f"{piece.strip()[:60]!r} is no text for people"
        for piece in (*pieces, *comments)
        if NO_WORDS.search(piece)
    ]
    values = (tag for tag in _of(page, "input", "option") if tag.get("value") == "None")
    return found + [f"value None in {tag.get('name')!r}" for tag in values]
