"""Where an investor comes from, in a pasted text. Pure functions."""

import re

from crm.lib.regions import COUNTRIES, HOME, REGIONS

_NAMES = {region.name: code for code, region in REGIONS.items()}
_NAMES |= {f"{region.province}{region.name}": code for code, region in REGIONS.items()}
_PLACE = "|".join(sorted((re.escape(name) for name in _NAMES), key=len, reverse=True))
_COUNTRY_CODES = {name: code for code, name in COUNTRIES.items() if code != HOME}
_COUNTRY_CODES |= {
    "韩资": "KR", "日资": "JP", "美资": "US", "德资": "DE", "台资": "TW", "港资": "HK",
}  # fmt: skip
_COUNTRY = "|".join(sorted(map(re.escape, _COUNTRY_CODES), key=len, reverse=True))
_FROM = re.compile(rf"(?:来自|总部(?:位于|设在|在)?|注册在|位于|坐落于)\s*(?:中国)?({_PLACE})")
_SAID = re.compile(rf"(?:中国)?({_PLACE})")
_ABROAD = re.compile(rf"({_COUNTRY})")
_SUFFIX = re.compile(r"(?<=[\u4e00-\u9fff]{2})(?:省|自治区)")
# “来盐城考察”: a place that somebody comes to is not where he comes from.
_GOING = re.compile(r"[来到在去赴往落]$")


def origin_in(said: str, text: str, company: str) -> tuple[str, str]:
    """Country and region: as labelled, as said, or from the company's name; '' for neither."""
    for source, pattern in ((said, _SAID), (text, _FROM), (company, _SAID)):
        if not source:
            continue
        abroad = _ABROAD.search(source) if pattern is _SAID else None
        if abroad:
            return _COUNTRY_CODES[abroad[1]], ""
        home = pattern.search(_SUFFIX.sub("", source))
        if home:
            return HOME, _NAMES[home[1]]
    for abroad in _ABROAD.finditer(text):
        if not _GOING.search(text[: abroad.start()]):
            return _COUNTRY_CODES[abroad[1]], ""
    return "", ""
