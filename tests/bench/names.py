"""`python -m tests.bench.names`: how long it takes to find the same company while typing.

Among companies of its own, 200,000 where nothing else is asked for; part of `make bench`.
"""

import argparse
import json
from collections.abc import Iterator
from datetime import date
from itertools import cycle, islice, product
from random import Random
from typing import Any
from urllib.parse import urlencode

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from crm.accounts.queries import find_user
from crm.cli import SEEDS
from crm.companies.models import Company, CompanyName, Contact
from crm.companies.rules import NameKind, Relation, mail_domain, name_keys
from crm.core import migrate
from crm.core.db import db
from crm.exchange.demo import fill
from crm.exchange.demo.people import person_name
from crm.exchange.seeds.load import load
from crm.leads.models import Lead
from crm.leads.rules import LeadState
from crm.lib.credit_code import complete, organisation_check
from crm.lib.pinyin import full, initials
from crm.lib.regions import REGIONS
from tests.bench import data, measure, server, table
from tests.bench.data import say
from tests.bench.queries import statements_of
from tests.bench.table import Names, Result, Run
from tests.bench.visitor import Request, Visitor
from tests.engines import ENGINES

COMPANIES, AT_ONCE, SEED = 200_000, 5_000, 1
LIMIT = 50.0
# 1,600 brands, of which each has more than a hundred companies.
FIRST = tuple("昊景澜岳衡朗澈溯霖钧铭屹琛睿翎彦珩砺瀚煜烁弘炜晟沐渊峻逸骁璟华东新天恒金海中江宏")
LAST = tuple("微科芯光联达创维泰恒安盛腾信瑞宏启远诚和博越凌嘉曜拓翔川域峰鼎源丰兴立顺通利业隆")
TRADES = (
    "机械", "精密机械", "半导体", "半导体材料", "新材料", "光伏", "新能源", "汽车部件", "生物医药",
    "电子", "显示技术", "物流", "环保工程", "食品", "纺织", "智能装备", "软件", "化工", "包装",
    "贸易",
)  # fmt: skip
FORMS = ("有限公司", "股份有限公司", "科技有限公司", "集团有限公司")
LETTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"
PER_KIND = 40


def main() -> None:
    """Measure each engine in turn."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.names", description=__doc__)
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--companies", type=int, default=COMPANIES)
    parser.add_argument("--statements", action="store_true", help="print the SQL of each row")
    asked = parser.parse_args()
    runs = []
    for engine in ENGINES if asked.engine == "both" else (asked.engine,):
        with data.kept_databases(engine) as databases:
            run = Run(engine, "names", {}, server.load_average())
            run.names = measured(databases, asked.companies, aloud=asked.statements)
        runs.append(run)
        say(table.printed_names(run))
    path = data.FOLDER / "result-names.json"
    table.write(runs, path)
    say(f"\n已写入 {path.relative_to(data.ROOT)}")


def measured(databases: data.Kept, count: int, *, aloud: bool = False) -> Names:
    """How long each kind of name takes, among so many companies."""
    url, password = _office(databases, count)
    app = data.application(url)
    with app.app_context(), db.reading() as session:
        counts = {
            model.__tablename__: session.scalar(select(func.count()).select_from(model)) or 0
            for model in (Company, CompanyName, Contact, Lead)
        }
        typed = dict(_typed(session))
    found = Names(counts, server.load_average())
    with server.serving(url) as served:
        visitor = Visitor(served.port)
        visitor.sign_in("staff", password)
        for label, addresses in typed.items():
            result = Result(label, label, limit=LIMIT)
            found.results.append(result)
            requests = cycle(addresses)

            def ask(_visitor: Visitor, requests: Iterator[str] = requests) -> Request:
                return Request(next(requests))

            result.times = measure.timed(visitor, ask, 200, len(addresses), served.cpu)
            statements = statements_of(app, visitor, ask, 200)
            result.queries = None if statements is None else len(statements)
            if aloud:
                say("\n".join([f"-- {label}", *(statements or ())]))
    db.dispose()
    return found


def _office(databases: data.Kept, count: int) -> tuple[str, str]:
    """A copy of a database with that many companies, and a password for it."""
    name, told = _kept(databases, count)
    return data.copied(databases, name, "run"), told["staff"]


def _kept(databases: data.Kept, count: int) -> tuple[str, dict[str, str]]:
    """Kept until the code that names them changes; PostgreSQL has the rows that SQLite has."""
    name = f"names_{count}_{migrate.head()}_{data.fingerprint()}"
    kept = data.FOLDER / f"{databases.engine}_{name}.json"
    if name not in databases.names() or not kept.exists():
        for stale in {one for one in databases.names() if one.startswith(f"names_{count}_")}:
            databases.drop(stale)
            (data.FOLDER / f"{databases.engine}_{stale}.json").unlink(missing_ok=True)
        say(f"{databases.engine}: {count:,} 家企业……")
        if databases.engine == "postgresql":
            told = data.same(databases, name, *_kept(data.Kept("sqlite"), count))
        else:
            told = data.filled(databases, name, lambda: _filled(count))
        kept.write_text(json.dumps(told))
    return name, json.loads(kept.read_text())


def _filled(count: int) -> dict[str, str]:
    with db.transaction() as session:
        load(session, SEEDS)
        made = fill(session, 20, SEED, date(2026, 11, 23), lambda *_: None)
        _fill(session, count)
    return {one.username: one.password for one in made.accounts}


def _fill(session: Session, count: int) -> None:
    """The companies, a contact of each, another name of every fourth and a lead of every second."""
    random, staff = Random(SEED), find_user(session, "staff")
    owned = {"owner_id": staff.id, "unit_id": staff.unit_id, "version": 1}
    names = _names(random)
    first = (session.scalar(select(func.max(Company.id))) or 0) + 1
    for start in range(first, first + count, AT_ONCE):
        firms = list(enumerate(islice(names, min(AT_ONCE, first + count - start)), start))
        _companies(session, random, firms, owned)
        contacts = [_contact(random, number) | owned for number, _name in firms]
        session.execute(insert(Contact), contacts)
    session.flush()


def _companies(
    session: Session, random: Random, firms: list[tuple[int, str]], owned: dict[str, Any]
) -> None:
    rows, others, leads = [], [], []
    for number, name in firms:
        keys = name_keys(name)
        named = {"core_name": keys.core, "brand": keys.brand, "pinyin": keys.pinyin}
        code = _code(random) if number % 3 else None
        rows.append({"id": number, "name": name, "sound": keys.sound, "credit_code": code,
                     "relation": Relation.TARGET, **named, **owned})  # fmt: skip
        if number % 4 == 0:
            others.append({"company_id": number, "kind": NameKind.SHORT, "name": keys.core[:4],
                           "core_name": keys.core[:4], "brand": keys.brand,
                           "pinyin": full(keys.core[:4])})  # fmt: skip
        if number % 2 == 0:
            day = date(2026, 1, 1 + number % 28)
            leads.append({"company_name": name, "sound": keys.sound, "credit_code": code,
                          "contact_phone": f"13{random.randrange(10**9):09}",
                          "contact_name": person_name(random), "state": LeadState.OPEN,
                          "reported_on": day, "protected_from": day, "falls_on": day,
                          **named, **owned})  # fmt: skip
    for model, values in ((Company, rows), (CompanyName, others), (Lead, leads)):
        if values:
            session.execute(insert(model), values)


def _names(random: Random) -> Iterator[str]:
    """Every brand with every trade in random places and forms; each name once, in random order."""
    places = [region.name for region in REGIONS.values()]
    stems = ["".join(parts) for parts in product(FIRST, LAST, TRADES)]
    taken = set()
    while True:
        name = f"{random.choice(places)}{random.choice(stems)}{random.choice(FORMS)}"
        if name not in taken:
            taken.add(name)
            yield name


def _code(random: Random) -> str:
    body = "M" + "".join(random.choices(LETTERS, k=7))
    return complete(f"91320900{body}{organisation_check(body)}")


def _contact(random: Random, number: int) -> dict[str, Any]:
    email = f"a@c{number // 3}.cn" if number % 3 else "a@qq.com"
    return {
        "company_id": number,
        "name": person_name(random),
        "phone": f"13{random.randrange(10**9):09}",
        "email": email,
        "mail_domain": mail_domain(email),
    }


def _typed(session: Session) -> Iterator[tuple[str, list[str]]]:
    """What is typed, kind by kind; of companies spread over the whole table."""
    count = session.scalar(select(func.count(Company.id))) or 0
    numbers = range(count // PER_KIND, count + 1, max(count // PER_KIND, 1))
    rows = session.execute(
        select(Company.name, Company.core_name, Company.brand, Company.credit_code, Contact.phone,
               Contact.name.label("person"), Contact.email)
        .join(Contact, Contact.company_id == Company.id).where(Company.id.in_(numbers))
    ).all()  # fmt: skip
    names: dict[str, list[dict[str, str]]] = {
        "全称": [{"company_name": row.name} for row in rows],
        "去掉地区": [{"company_name": row.core_name} for row in rows],
        "字号": [{"company_name": row.brand} for row in rows],
        "一个字": [{"company_name": row.brand[:1] + "氏"} for row in rows],
        "拼音": [{"company_name": full(row.core_name)} for row in rows],
        "首字母": [{"company_name": initials(row.core_name)} for row in rows],
        "英文": [{"company_name": f"{full(row.brand)} Machinery Co., Ltd."} for row in rows],
        "分公司": [{"company_name": f"{row.name}盐城分公司"} for row in rows],
        "不存在": [{"company_name": f"龘靐{row.core_name[2:]}有限公司"} for row in rows],
        "信用代码": [{"credit_code": row.credit_code or ""} for row in rows],
        "电话联系人邮箱": [
            {"company_name": row.name, "contact_phone": row.phone, "contact_name": row.person,
             "contact_email": row.email}
            for row in rows
        ],
    }  # fmt: skip
    for label, fields in names.items():
        yield f"线索·{label}", [f"/leads/lookalikes?{urlencode(one)}" for one in fields]
    alone = [f"/companies/lookalikes?{urlencode({'name': row.name})}" for row in rows]
    yield "企业·全称", alone


if __name__ == "__main__":
    main()
