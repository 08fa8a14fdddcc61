"""The macros alone: rendered without the application, on plain values."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment, FileSystemLoader

from tests.page_rules import faults

TEMPLATES = Path(__file__).parents[2] / "templates"

Show = Callable[..., BeautifulSoup]


@pytest.fixture(scope="session")
def environment() -> Environment:
    loader = FileSystemLoader(TEMPLATES)
    environment = Environment(loader=loader, autoescape=True)
    environment.globals.update(asset=lambda name: f"/static/{name}", csrf_token=lambda: "token")
    return environment


@pytest.fixture
def show(environment: Environment) -> Show:
    """Render a line of template; the result keeps the rules that hold for every page."""

    def render(source: str, **context: Any) -> BeautifulSoup:
        html = environment.from_string(source).render(**context)
        assert faults(html) == []
        return BeautifulSoup(html, "html.parser")

    return render
