"""The commands of `flask --app wsgi …`: each one call into a package, 0 only on success."""

import sys
from collections.abc import Callable
from datetime import datetime
from functools import wraps
from pathlib import Path
from typing import Any

import click
from flask import current_app
from flask.cli import AppGroup, with_appcontext
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from crm.accounts.models import User
from crm.accounts.operations import (
    FIRST_ADMIN,
    create_user,
    open_first_admin,
    reset_password,
    unlock,
)
from crm.accounts.queries import find_unit, find_user, zone
from crm.accounts.rules import WIDEST, Role
from crm.audit.jobs import check
from crm.briefs.jobs import build
from crm.companies.operations.naming import complete_keys
from crm.core import migrate
from crm.core.db import db
from crm.core.errors import CrmError, NotFound
from crm.core.security import hash_password, one_time_password
from crm.core.web import today
from crm.exchange.demo import fill
from crm.exchange.jobs.command import EXPORTS, bring_in_file, take_away
from crm.exchange.jobs.start import run_aside
from crm.exchange.rules.runs import ImportKind
from crm.exchange.seeds.load import load
from crm.scheduler.jobs import serve, tick
from crm.search.operations import index_what_is_missing, reindex

SEEDS = Path(__file__).resolve().parent.parent / "seeds"


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a command may be refused into one sentence and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except (CrmError, ValueError) as error:
            raise click.ClickException(str(error) or "没有找到。") from error
        except OperationalError as error:
            raise click.ClickException(f"数据库没有响应：{error.orig}") from error

    return run


def show_progress(label: str, done: int, total: int) -> None:
    """A line that counts up on a terminal, nothing in a log."""
    if sys.stderr.isatty():
        end = "\n" if done >= total else ""
        click.echo(f"\r{label} {done:,} / {total:,}{end}", nl=False, err=True)


database = AppGroup("db", help="数据库结构。")


@database.command("upgrade")
@click.argument("revision", default="head")
@plainly
def upgrade(revision: str) -> None:
    """升级到指定版本（默认最新）。"""
    migrate.upgrade(db.engine, revision)
    if revision == "head":
        _complete()
    click.echo("数据库结构已是所需版本。")


@database.command("downgrade")
@click.argument("revision", default="-1")
@plainly
def downgrade(revision: str) -> None:
    """退回到指定版本（默认退一步）。"""
    migrate.downgrade(db.engine, revision)
    click.echo("数据库结构已退回。")


@click.command("prepare")
@with_appcontext
@plainly
def prepare() -> None:
    """启动前的准备：升级结构，载入规划数据，首次启动时建立管理员。"""
    prepare_database()


def _complete() -> None:
    """Fill what an upgrade has left to be filled."""
    with db.transaction() as session:
        index_what_is_missing(session)
        complete_keys(session)


def prepare_database() -> None:
    """Bring structure and seeds up to this code; open the first administrator's account."""
    migrate.upgrade(db.engine)
    _complete()
    with db.transaction() as session:
        load(session, SEEDS, click.echo, only_if_changed=True)
        password = open_first_admin(session)
    if password:
        click.echo(f"系统管理员：{FIRST_ADMIN}　一次性密码：{password}（首次登录须修改）")


@click.command("seed")
@with_appcontext
@plainly
def seed() -> None:
    """载入 seeds/ 中的规划数据；可重复运行，不覆盖已改的内容。"""
    with db.transaction() as session:
        counts = load(session, SEEDS, click.echo)
    for line in counts.lines:
        click.echo(line)


@click.command("demo")
@click.option("--scale", default=300, type=click.IntRange(1, 1_000_000), help="项目数。")
@click.option("--seed", "seed_number", default=1, help="随机种子：相同则数据相同。")
@with_appcontext
@plainly
def demo(scale: int, seed_number: int) -> None:
    """生成两年的演示数据和六种角色的账号。"""
    with db.transaction() as session:
        filled = fill(session, scale, seed_number, today(), show_progress)
    for table, count in filled.counts.items():
        click.echo(f"{table} {count:,}")
    click.echo("\n账号（密码只显示这一次）：")
    for account in filled.accounts:
        click.echo(f"  {account.username:<10}{account.password:<16}{account.role}　{account.unit}")


people = AppGroup("user", help="账号。")


@people.command("create")
@click.argument("username")
@click.option("--name", required=True, help="姓名。")
@click.option("--role", required=True, type=click.Choice([role.value for role in Role]))
@click.option("--unit", default="", help="机构名称，默认为开发区本级。")
@plainly
def create(username: str, name: str, role: str, unit: str) -> None:
    """新建账号，打印一次性密码。"""
    password = one_time_password()
    with db.transaction() as session:
        create_user(
            session,
            None,
            username=username,
            name=name,
            role=Role(role),
            unit_id=find_unit(session, unit).id if unit else zone(session).id,
            scope=WIDEST[Role(role)],
            password_hash=hash_password(password),
        )
    click.echo(f"{username} 的一次性密码：{password}")


@people.command("reset-password")
@click.argument("username")
@plainly
def reset(username: str) -> None:
    """重设密码，打印一次性密码。"""
    password = one_time_password()
    with db.transaction() as session:
        reset_password(session, None, _known(session, username), hash_password(password))
    click.echo(f"{username} 的一次性密码：{password}")


@people.command("unlock")
@click.argument("username")
@plainly
def release(username: str) -> None:
    """解除因多次输错密码造成的锁定。"""
    with db.transaction() as session:
        unlock(session, None, _known(session, username))
    click.echo(f"{username} 已解锁。")


def _known(session: Session, username: str) -> User:
    user = find_user(session, username)
    if user is None:
        raise NotFound(f"没有登录名为 {username} 的账号。")
    return user


auditing = AppGroup("audit", help="审计日志。")


@auditing.command("verify")
@plainly
def verify() -> None:
    """校验整条审计链；发现改动、缺失或截断时以 1 退出。"""
    report = check()
    if not report.fine:
        raise click.ClickException(report.fault)
    click.echo(f"审计链完整：共 {report.entries:,} 条。")


jobs = AppGroup("jobs", help="定时作业。")


@jobs.command("run")
@plainly
def run_jobs() -> None:
    """作为单独的进程运行定时作业，直到被终止。"""
    serve(current_app._get_current_object())


@jobs.command("tick")
@plainly
def tick_once() -> None:
    """把现在到期而没有运行的作业运行一遍。"""
    names = tick()
    click.echo("已运行：" + "、".join(names) if names else "没有到期的作业。")


@jobs.command("import", hidden=True)
@click.argument("run_id", type=int)
@plainly
def run_import(run_id: int) -> None:
    """处理一次导入。"""
    run_aside(run_id)


@click.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--kind", required=True, type=click.Choice([kind.value for kind in ImportKind]))
@click.option("--user", default="", help="以谁的名义（登录名），默认为第一位负责人。")
@click.option("--dry-run", is_flag=True, help="只检查，不写入。")
@with_appcontext
@plainly
def import_file(file: Path, kind: str, user: str, dry_run: bool) -> None:
    """从 Excel 或 CSV 导入线索、项目、企业或跟进。"""
    bring_in_file(file, ImportKind(kind), user, click.echo, dry=dry_run)


@click.command("export")
@click.argument("what", type=click.Choice(EXPORTS))
@click.option("--user", required=True, help="以谁的范围导出（登录名）。")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@with_appcontext
@plainly
def export_file(what: str, user: str, out: Path) -> None:
    """把线索、项目、企业或联系人导出为 Excel。"""
    click.echo(f"{out}：{take_away(what, user, out):,} 行。")


monthly = AppGroup("brief", help="简报。")


@monthly.command("build")
@click.option("--month", required=True, type=click.DateTime(["%Y-%m"]), help="月份，如 2026-10。")
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path))
@plainly
def build_brief(month: datetime, out: Path) -> None:
    """编制一个月的月报，写成 PDF。"""
    rendered = build(month.date(), out, today())
    for warning in rendered.warnings:
        click.echo(warning, err=True)
    if rendered.missing:
        click.echo("字体中没有的字，已印作〓：" + "、".join(rendered.missing), err=True)
    click.echo(f"{out}：{rendered.pages} 页。")


@click.command("reindex")
@with_appcontext
@plainly
def rebuild_index() -> None:
    """重建搜索索引。"""
    with db.transaction() as session:
        reindex(session)
    click.echo("搜索索引已重建。")


def init(commands: click.Group) -> None:
    """Register them."""
    for command in (
        database, prepare, seed, demo, people, auditing, jobs, monthly, rebuild_index, import_file,
        export_file,
    ):  # fmt: skip
        commands.add_command(command)
