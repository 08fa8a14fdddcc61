"""Made-up companies, unlike one another, with valid credit codes."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

from crm.companies.rules import name_keys
from crm.exchange.demo.words import BRANCHES, FORMS, HEADS, TAILS
from crm.lib.credit_code import complete, organisation_check

# Where investors come from, with weights: mostly the Yangtze delta and Guangdong.
HOMES = (
    ("320100", "南京", 6), ("320200", "无锡", 8), ("320500", "苏州", 12), ("320400", "常州", 5),
    ("310000", "上海", 20), ("330100", "杭州", 8), ("330200", "宁波", 4), ("340100", "合肥", 5),
    ("440300", "深圳", 16), ("440100", "广州", 5), ("110000", "北京", 10), ("420100", "武汉", 4),
    ("510100", "成都", 4), ("610100", "西安", 3), ("320900", "盐城", 3),
)  # fmt: skip
ABROAD = (
    ("KR", "韩国", 6),
    ("JP", "日本", 2),
    ("TW", "台湾", 2),
    ("SG", "新加坡", 1),
    ("DE", "德国", 1),
)
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


@dataclass(frozen=True)
class Firm:
    """A company to be: everything that its rows need."""

    name: str
    short_name: str
    core_name: str
    sound: str
    brand: str
    pinyin: str
    credit_code: str | None
    country: str
    region_code: str | None
    node: str

    @property
    def keys(self) -> dict[str, str]:
        """What the name is found by, as columns."""
        names = ("core_name", "sound", "brand", "pinyin")
        return {name: getattr(self, name) for name in names}


def firms(random: Random, nodes: list[str]) -> Iterator[Firm]:
    """Endless companies, each name and each credit code once."""
    taken: set[str] = set()
    places = [home[:2] for home in HOMES for _ in range(home[2])]
    while True:
        node = random.choice(nodes)
        stem = random.choice(HEADS) + random.choice(TAILS)
        code, place = random.choice(places)
        country, region, prefix = "CN", code, place
        if random.random() < 0.1:
            country, prefix = _abroad(random)
            region = None
        branch = random.choice(BRANCHES.get(node, BRANCHES["applications"]))
        name = f"{prefix}{stem}{branch}{random.choice(FORMS)}"
        if name in taken:
            continue
        taken.add(name)
        keys = name_keys(name)
        credit = _credit_code(random, code, taken) if country == "CN" else None
        yield Firm(
            name, stem + branch[:2], keys.core, keys.sound, keys.brand, keys.pinyin,
            credit, country, region, node,
        )  # fmt: skip


def _abroad(random: Random) -> tuple[str, str]:
    weights = [entry[2] for entry in ABROAD]
    code, name, _weight = random.choices(ABROAD, weights)[0]
    return code, name


def _credit_code(random: Random, region: str, taken: set[str]) -> str:
    while True:
        body = "M" + "".join(random.choices(LETTERS[:10] + "ABCDEFGH", k=7))
        code = complete(f"91{region}{body}{organisation_check(body)}")
        if code not in taken:
            taken.add(code)
            return code
