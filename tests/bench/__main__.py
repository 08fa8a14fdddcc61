"""`python -m tests.bench --scale small|full|large`: measure, print, write JSON.

The pages, an import, and the finding of the same company while typing.

No test: it ends with 0 whatever the figures are, and not with 0 only when something breaks.
"""

import argparse
from collections.abc import Iterator

from flask import Flask

from crm.core.db import db
from tests.bench import data, imports, measure, names, rows, server, table
from tests.bench.data import say
from tests.bench.measure import Unexpected, timed
from tests.bench.queries import statements_of
from tests.bench.rows import FLOOR, PLAIN, Row
from tests.bench.server import Server
from tests.bench.subjects import Subjects, subjects, worst_filters
from tests.bench.table import Result, Run
from tests.bench.visitor import Visitor
from tests.engines import ENGINES

PEOPLE = ("staff", "manager", "leader")
# Apart from the pages, at small scale only when asked for: rows of the file that is brought in,
# companies to find a name among.
PARTS = ("imports", "names")
SIZES = {"small": (2_000, 2_000)}
FULL_SIZES = (imports.ROWS, names.COMPANIES)


def main() -> None:
    """Measure each engine in turn."""
    asked = _asked()
    runs = []
    for engine in ENGINES if asked.engine == "both" else (asked.engine,):
        with data.kept_databases(engine) as databases:
            runs.append(_measured_all(databases, asked))
    path = data.FOLDER / f"result-{asked.scale}.json"
    table.write(runs, path)
    say(f"\n已写入 {path.relative_to(data.ROOT)}")


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--scale", choices=data.SCALES, default="small")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument(
        "--only", default="",
        help="“imports”, “names”, or pages whose key begins so; the floor is added",
    )  # fmt: skip
    parser.add_argument("--without", nargs="+", choices=PARTS, default=(), help="leave these out")
    parser.add_argument("--repeats", type=int, help="of each page; fewer at small scale")
    parser.add_argument("--statements", action="store_true", help="print the SQL of each row")
    asked = parser.parse_args()
    if asked.repeats is None:
        asked.repeats = measure.FEW_REPEATS if asked.scale in SIZES else measure.REPEATS
    return asked


def _measured_all(databases: data.Kept, asked: argparse.Namespace) -> Run:
    """The pages, an import and the finding of names, as far as they are asked for; printed."""
    rows_of_file, companies = SIZES.get(asked.scale, FULL_SIZES)
    wanted = set(PARTS) - set(asked.without)
    if asked.only or asked.scale in SIZES:  # for daily use, in under two minutes
        wanted &= {asked.only}
    run = Run(databases.engine, asked.scale, {}, server.load_average())
    if asked.only not in PARTS:
        run = _measured(databases, asked)
        say(table.printed(run))
    if "imports" in wanted:
        run.imports = imports.measured(databases, asked.scale, rows_of_file)
        say(table.printed_imports(run))
    if "names" in wanted:
        run.names = names.measured(databases, companies, aloud=asked.statements)
        say(table.printed_names(run))
    return run


def _measured(databases: data.Kept, asked: argparse.Namespace) -> Run:
    office = data.office(databases, asked.scale, say)
    app = data.application(office.url)
    found = subjects(app)
    with server.serving(office.url) as served:
        visitors = _signed_in(served.port, office.passwords)
        run = Run(office.engine, office.scale, office.counts, server.load_average())
        for row in _wanted(asked, found, office.passwords, visitors):
            visitor = visitors.get(row.who) or Visitor(served.port)
            result = Result(row.key, row.label, limit=row.limit, floors=row.floors)
            run.results.append(result)
            _take(result, row, visitor, served, asked.repeats)
            if result.times and row.counted:
                _count(result, row, visitor, app, asked.statements)
        _compare(run)
        run.throughput = measure.throughput(served.port, visitors["leader"].cookies, "/projects")
        run.memory = served.memory()
    db.dispose()
    return run


def _signed_in(port: int, passwords: dict[str, str]) -> dict[str, Visitor]:
    visitors = {}
    for name in PEOPLE:
        visitors[name] = Visitor(port)
        visitors[name].sign_in(name, passwords[name])
    return visitors


def _wanted(
    asked: argparse.Namespace,
    found: Subjects,
    passwords: dict[str, str],
    visitors: dict[str, Visitor],
) -> Iterator[Row]:
    yield FLOOR
    yield PLAIN
    worst = _worst(visitors, found)
    for row in rows.rows(found, passwords, worst):
        if row.key.startswith(asked.only):
            yield row


def _worst(visitors: dict[str, Visitor], found: Subjects) -> tuple[str, str]:
    """The slowest filter of each list, looked for with three tries of each."""
    slowest = {"/projects": (0.0, "/projects"), "/leads": (0.0, "/leads")}
    for path in worst_filters(found):
        answers = [visitors["leader"].get(path) for _ in range(3)]
        if answers[0].status == 200:
            took = min(answer.seconds for answer in answers)
            room = path.partition("?")[0]
            slowest[room] = max(slowest[room], (took, path))
    return slowest["/projects"][1], slowest["/leads"][1]


def _take(result: Result, row: Row, visitor: Visitor, served: Server, repeats: int) -> None:
    try:
        result.times = timed(visitor, row.ask, row.status, repeats, served.cpu)
        result.path = row.ask(visitor).path
    except Unexpected as error:
        result.fault = str(error)


def _count(result: Result, row: Row, visitor: Visitor, app: Flask, aloud: bool) -> None:
    statements = statements_of(app, visitor, row.ask, row.status)
    result.queries = None if statements is None else len(statements)
    if aloud:
        say("\n".join([f"-- {row.label} {result.path}", *(statements or ())]))


def _compare(run: Run) -> None:
    """Every row as a multiple of the first one, and how much slower this machine is just now than
    the one that the limits come from."""
    floor, plain = (result.times for result in run.results[:2])
    for result in run.results:
        if result.times and floor and plain:
            result.ratio = result.times.median / floor.median
            result.slowness = plain.median / table.PLAIN


if __name__ == "__main__":
    main()
