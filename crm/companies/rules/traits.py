"""What a company is recognised by beside its names, as it is compared. Pure functions."""

import re

LONGEST_DOMAIN = 200
FREE_MAIL = frozenset(
    [
        "qq.com",
        "vip.qq.com",
        "foxmail.com",
        "163.com",
        "vip.163.com",
        "126.com",
        "188.com",
        "yeah.net",
        "sina.com",
        "sina.cn",
        "vip.sina.com",
        "sohu.com",
        "tom.com",
        "21cn.com",
        "139.com",
        "189.cn",
        "wo.cn",
        "wo.com.cn",
        "aliyun.com",
        "gmail.com",
        "outlook.com",
        "outlook.cn",
        "hotmail.com",
        "live.com",
        "live.cn",
        "msn.com",
        "icloud.com",
        "me.com",
        "yahoo.com",
        "yahoo.cn",
        "yahoo.com.cn",
        "yahoo.co.jp",
        "naver.com",
        "hanmail.net",
        "daum.net",
        "nate.com",
        "proton.me",
        "protonmail.com",
        "gmx.de",
        "gmx.com",
        "web.de",
        "mail.ru",
    ]
)
_TITLES = re.compile(
    r"(?:总经理|副总|经理|总监|主任|主管|部长|科长|处长|局长|董事长|董事|先生|女士|小姐|老师|工程师|"
    r"书记|秘书|助理|总|董|工|姐|哥|老板|博士|教授)+$"
)


def phone_key(text: str) -> str:
    """The digits of a telephone number, without 86 before a mobile one; '' for too few."""
    digits = "".join(char for char in text if char.isascii() and char.isdigit())
    if len(digits) == 13 and digits.startswith("861"):
        digits = digits[2:]
    return digits if len(digits) >= 7 else ""


def mail_domain(address: str) -> str:
    """The domain of a company's own mail; '' where anybody can have an address."""
    name, at, domain = address.strip().lower().rpartition("@")
    domain = domain.rstrip(".")
    if not (name and at) or "." not in domain or domain in FREE_MAIL:
        return ""
    return domain[:LONGEST_DOMAIN]


def person_key(name: str) -> str:
    """A person's name without title and blanks; '' for a title alone: 钱经理 may be anybody."""
    bare = "".join(name.split()).casefold()
    told = _TITLES.sub("", bare)
    return told if len(told) >= 2 else ""
