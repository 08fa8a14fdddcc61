"""The commands of `flask --app wsgi …`; each is one call into a package.

Every command exits 0 only on success and prints errors to standard error in one sentence.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

import click
from flask import Flask
from flask.cli import AppGroup
from sqlalchemy.exc import OperationalError

from crm.core import migrate
from crm.core.db import db
from crm.core.errors import CrmError


def plainly(command: Callable[..., Any]) -> Callable[..., Any]:
    """Turn what a command may be refused into one sentence and exit code 1."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        try:
            return command(*args, **kwargs)
        except CrmError as error:
            raise click.ClickException(error.sentence) from error
        except OperationalError as error:
            raise click.ClickException(f"数据库没有响应：{error.orig}") from error

    return run


database = AppGroup("db", help="数据库结构。")


@database.command("upgrade")
@click.argument("revision", default="head")
@plainly
def upgrade(revision: str) -> None:
    """升级到指定版本（默认最新）。"""
    migrate.upgrade(_engine(), revision)
    click.echo("数据库结构已是所需版本。")


@database.command("downgrade")
@click.argument("revision", default="-1")
@plainly
def downgrade(revision: str) -> None:
    """退回到指定版本（默认退一步）。"""
    migrate.downgrade(_engine(), revision)
    click.echo("数据库结构已退回。")


def _engine() -> Any:
    return db.engine


def init(app: Flask) -> None:
    """Register the commands."""
    for group in (database,):
        app.cli.add_command(group)
