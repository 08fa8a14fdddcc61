"""The commands of `flask --app wsgi …`, loaded when one is asked for."""

from importlib import import_module
from typing import Any

from click import Command, Context
from flask.cli import AppGroup


class Commands(AppGroup):
    """The commands that a module's `init` registers.

    It is loaded when one is asked for: what stands behind commands, Alembic and the demo generator
    among it, no request needs, and a worker keeps what it has loaded.
    """

    def __init__(self, module: str) -> None:
        super().__init__()
        self._module = module

    def list_commands(self, ctx: Context) -> list[str]:
        self._load()
        return super().list_commands(ctx)

    def get_command(self, ctx: Context, cmd_name: str) -> Command | None:
        self._load()
        return super().get_command(ctx, cmd_name)

    def _load(self) -> None:
        if not self.commands:
            module: Any = import_module(self._module)
            module.init(self)
