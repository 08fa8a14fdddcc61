"""What the documents say is so."""

import re
import sys

import pytest
from click import Context

from tests.house.tree import CRM, FLOORS, ROOT, imports, sources

PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_leads_somewhere(page):
    targets = re.findall(r"\]\(([^)#]+)\)", page.read_text())
    missing = [
        target
        for target in targets
        if not target.startswith("http") and not (page.parent / target).exists()
    ]
    assert not missing


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_command_named_exists(app, page):
    named = set(re.findall(r"flask --app wsgi ([a-z]+)(?: ([a-z-]+))?", page.read_text()))
    unknown, context = [], Context(app.cli)
    for group, name in named:
        command = app.cli.get_command(context, group)
        if command is None or (
            (name and hasattr(command, "commands")) and (name not in command.commands)
        ):
            unknown.append(f"{group} {name}")
    assert not unknown


def test_every_setting_is_in_the_operations_page():
    read = set(re.findall(r'"(CRM_[A-Z_]+)"', (ROOT / "config.py").read_text()))
    told = set(re.findall(r"`(CRM_[A-Z_]+)`", (ROOT / "docs" / "operations.md").read_text()))
    assert read <= told, read - told
    assert told <= read, told - read


def test_the_readme_maps_every_package():
    text = (ROOT / "README.md").read_text()
    packages = [path.parent.name for path in CRM.glob("*/__init__.py")]
    assert not [name for name in packages if f"crm/{name}" not in text]


def test_the_architecture_names_the_floors_in_their_order():
    text = (ROOT / "docs" / "architecture.md").read_text()
    built = [name for name in FLOORS if (CRM / name).is_dir()]
    places = [text.index(f"`{name}`") for name in built]
    assert places == sorted(places)


def test_every_library_in_use_has_its_reason():
    """Third-party modules that the code imports are pinned by name in pyproject.toml."""
    pinned = (ROOT / "pyproject.toml").read_text().lower().replace("-", "_")
    known = {"argon2": "argon2_cffi", "chinese_calendar": "chinesecalendar", "yaml": "pyyaml"}
    known |= dict.fromkeys(
        ("werkzeug", "markupsafe", "blinker", "jinja2", "itsdangerous", "click"), "flask"
    )
    used = {
        module.split(".")[0]
        for path in sources()
        for module, _line in imports(path)
        if module.split(".")[0] not in ("crm", "config", "")
    }
    strangers = [
        name
        for name in sorted(used - sys.stdlib_module_names)
        if known.get(name, name).lower() not in pinned
    ]
    assert not strangers
