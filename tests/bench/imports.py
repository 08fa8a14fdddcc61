"""`python -m tests.bench.imports --rows 100000`: how long an import takes, and what it costs.

A file of leads, a copy of the office, the same process as on the server: measures the dry run,
the writing and the undoing, the peak of memory, and meanwhile how long somebody else waits for the
write lock and for a read. Part of `make bench`. No test: whatever the figures are, it ends with 0.
"""

import argparse
import cProfile
import json
import os
import pstats
import random
import re
import resource
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from config import Settings
from crm.accounts.models import User
from crm.accounts.queries import viewer_for
from crm.app import create_app
from crm.chains.models import ChainNode
from crm.core.db import db
from crm.exchange.jobs.start import run_aside
from crm.exchange.jobs.work import work
from crm.exchange.models import ImportRun
from crm.exchange.operations.runs import ask_to_undo, ask_to_write
from crm.exchange.rules.runs import ImportKind, RunState
from crm.lib.sheets import Column, workbook
from tests.bench import data, table
from tests.bench.data import say
from tests.bench.table import Imports, Phase, Run
from tests.engines import ENGINES

SELF, CHILDREN = resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN
# The budget is that of so many rows: seconds for reading and for writing them, and MB.
ROWS, SECONDS, MEMORY = 100_000, 60.0, 400.0
PHASES = (("检查", None, SECONDS), ("写入", ask_to_write, SECONDS), ("撤销", ask_to_undo))
HEADS = {
    ImportKind.LEADS: (
        "企业名称", "投资意向", "产业链环节", "意向投资额", "国别地区", "投资方省市", "招引方式",
        "联系人", "联系电话", "下一步", "下一步日期", "信息来源",
    ),
    ImportKind.PROJECTS: (
        "投资方", "建设内容", "产业链环节", "总投资", "投资方国别地区", "投资方省市", "招引方式",
        "项目名称", "用地", "下一步", "下一步日期", "信息来源",
    ),
}  # fmt: skip
SYLLABLES = "天合光能海辰储宁德时代阳源华润微士兰芯联长电通富晶方伟创欣旺达国轩蜂巢远景三一金风明运"


def rows(count: int, node: str, kind: ImportKind = ImportKind.LEADS) -> Any:
    """Made-up leads, each with another company; for projects two columns are other ones."""
    chance = random.Random(7)
    for number in range(count):
        name = "".join(chance.choice(SYLLABLES) for _ in range(4))
        amount = f"{chance.randrange(10, 90) / 10}亿" if number % 3 else chance.randrange(100, 9000)
        person = ("张经理", f"138{number:08}")
        site = (f"{name}生产基地", number % 300 + 1)
        third, fourth = person if kind is ImportKind.LEADS else site
        yield (
            f"江苏{name}{number}科技有限公司", f"拟建{name}生产基地，年产 {number % 90} 万件", node,
            amount, "中国", "江苏盐城", "产业链招商", third, fourth, "电话回访",
            f"2026年12月{number % 28 + 1}日", "商会推荐",
        )  # fmt: skip


def settings(url: str, folder: Path) -> Settings:
    """An installation in a temporary folder."""
    return Settings(
        database_url=url, secret_key="a secret of the benchmark, which protects nothing",
        instance_dir=folder, storage_dir=folder / "attachments", base_url="http://localhost",
        timezone="Asia/Shanghai", brief_fonts=None, scheduler="off", session_idle_minutes=30,
        testing=False,
    )  # fmt: skip


def main() -> None:
    """Measure each engine in turn."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.imports", description=__doc__)
    parser.add_argument("--rows", type=int, default=ROWS)
    parser.add_argument("--scale", choices=data.SCALES, default="small", help="of the office")
    parser.add_argument("--engine", choices=(*ENGINES, "both"), default="both")
    parser.add_argument("--kind", choices=[kind.value for kind in HEADS], default="leads")
    parser.add_argument("--profile", action="store_true")
    asked = parser.parse_args()
    for engine in ENGINES if asked.engine == "both" else (asked.engine,):
        with data.kept_databases(engine) as databases:
            kind = ImportKind(asked.kind)
            run = Run(engine, asked.scale, {}, os.getloadavg()[0])
            run.imports = measured(databases, asked.scale, asked.rows, kind, profile=asked.profile)
        say(table.printed_imports(run))


def measured(
    databases: data.Kept,
    scale: str,
    count: int,
    kind: ImportKind = ImportKind.LEADS,
    *,
    profile: bool = False,
) -> Imports:
    """Bring a file into a copy of the office of that scale, and take it back."""
    url = data.office_for(databases, scale, "imports", say)
    found = Imports(kind.label, count, os.getloadavg()[0])
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings(url, Path(folder)))
        with app.app_context():
            number = begin(app, Path(folder), count, kind)
            for label, ask, *budget in PHASES:
                if ask is not None:
                    _ask(number, ask)
                phase = watch(url, Path(folder), number, label, profile=profile)
                phase.memory_limit = MEMORY
                phase.limit = budget[0] if budget and count <= ROWS else None
                found.phases.append(phase)
            with db.reading() as session:
                assert session.get_one(ImportRun, number).state is RunState.UNDONE
        db.dispose()
    databases.drop("imports")
    return found


def _ask(number: int, deed: Any) -> None:
    with db.transaction() as session:
        run = session.get_one(ImportRun, number)
        assert run.state in (RunState.CHECKED, RunState.DONE), run.message
        deed(session, run)


def begin(app: Any, folder: Path, count: int, kind: ImportKind) -> int:
    """A run about a made-up file."""
    with db.transaction() as session:
        node = session.scalars(select(ChainNode).limit(1)).one()
        path = folder / "rows.xlsx"
        heads = [Column(head) for head in HEADS[kind]]
        path.write_bytes(workbook(kind.label, heads, rows(count, node.name, kind)))
        with path.open("rb") as stream:
            stored = app.extensions["storage"].save(stream, 100 << 20)
        user = session.scalars(select(User).where(User.username == "manager")).one()
        actor = viewer_for(session, user.id)
        run = ImportRun(
            kind=kind, state=RunState.READING, file_name="rows.xlsx",
            storage_key=stored.key, owner_id=actor.id, unit_id=actor.unit_id,
        )  # fmt: skip
        session.add(run)
        session.flush()
        return run.id


def watch(url: str, folder: Path, number: int, label: str, *, profile: bool) -> Phase:
    """Work in a process of its own; here, somebody reads and writes all the while."""
    waits: dict[bool, list[float]] = {True: [], False: []}
    over = threading.Event()
    threads = [
        threading.Thread(target=_live, args=(writes, waits[writes], over)) for writes in waits
    ]
    began = time.monotonic()
    code = "from tests.bench.imports import child; child()"
    more = ["--profile"] if profile else []
    command = [sys.executable, "-c", code, url, str(folder), str(number), *more]
    process = subprocess.Popen(command, cwd=data.ROOT, stdout=subprocess.PIPE, text=True)
    for thread in threads:
        thread.start()
    told, _ = process.communicate()
    took = time.monotonic() - began
    over.set()
    for thread in threads:
        thread.join()
    busy, *peaks = json.loads(told)
    longest = {writes: max(found, default=0) for writes, found in waits.items()}
    return Phase(label, took, busy, sum(peaks), longest[True], longest[False])


def _live(writes: bool, waits: list[float], over: threading.Event) -> None:
    while not over.is_set():
        began = time.monotonic()
        with db.open(writes=writes) as session:
            if writes:
                session.execute(text("UPDATE revisions SET number = number"))
            else:
                session.execute(text("SELECT count(*) FROM projects")).all()
            session.rollback()
        waits.append(time.monotonic() - began)
        time.sleep(0.05)


def child() -> None:
    """The work, as the server's own process does it."""
    url, folder, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
    app = create_app(settings(url, folder))
    with app.app_context():
        if "--profile" in sys.argv:
            profile = cProfile.Profile()
            profile.runcall(work, number)
            pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(40)
        else:
            run_aside(number)
    used = [resource.getrusage(who) for who in (SELF, CHILDREN)]
    busy = sum(one.ru_utime + one.ru_stime for one in used)
    # What the system tells of this process begins with what its parent held when it forked.
    peak = re.search(r"^VmHWM:\s+(\d+) kB", Path("/proc/self/status").read_text(), re.MULTILINE)
    helper = used[1].ru_maxrss
    say(json.dumps([busy, int(peak[1]) / 1024, helper / 1024]))


if __name__ == "__main__":
    main()
